import type { Payment } from '@bestie/contracts/payment'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Ctx } from '../ctx'
import type { PaymentSessions } from '../db/tables'
import type { ChargeState } from '../gateway/payment-gateway'
import { Refusal } from '../refusal'
import { readPayment } from './reads'
import { settleCharge } from './settle-charge'

/** What the gateway still has to take, and for what. */
interface Due {
  status: PaymentSessions['status']['__select__']
  customer_id: string
  gateway_amount: number
  is_extension: boolean
}

/**
 * Asks the gateway for the money of a pending payment, after setting credit aside. Returns the payment: `confirmed`, or still
 * `pending` with a `pay_url`. Repeating returns its present state. Refuses `not_found`, `account_restricted` (nothing new may
 * start), `payment_not_pending` once it ended, `payment_failed` if the gateway takes nothing.
 */
export async function confirmPayment(ctx: Ctx, customerId: string, paymentId: string, returnUrl: string): Promise<Payment> {
  const due = await takeCredit(ctx, customerId, paymentId)
  let payment: Payment | undefined
  if (due.status === 'pending') {
    // Nothing remote inside a transaction: set the credit aside, ask the gateway, then settle its answer.
    const charge: ChargeState =
      due.gateway_amount === 0
        ? { status: due.is_extension ? 'held' : 'captured', capture_id: `none-${paymentId}`, amount: 0 }
        : await ctx.gateway.charge({
            reference: paymentId,
            amount: due.gateway_amount,
            hold: due.is_extension && ctx.gateway.canHold,
            returnUrl,
          })
    payment = await settleAnswer(ctx, paymentId, charge)
  }
  payment ??= await readPayment(ctx.db, customerId, paymentId)
  if (payment.status === 'abandoned' || payment.status === 'expired' || payment.status === 'failed_pairing') {
    throw new Refusal('payment_not_pending', { state: payment.status })
  }
  return payment
}

/** Applies the gateway's answer; returns the payment if that settles it. Refuses `payment_failed`. */
async function settleAnswer(ctx: Ctx, paymentId: string, charge: ChargeState): Promise<Payment | undefined> {
  switch (charge.status) {
    case 'captured':
    case 'held':
      return await settleCharge(ctx, paymentId, charge)
    case 'waiting':
      await ctx.db
        .updateTable('payment_sessions')
        .set({ pay_url: charge.pay_url })
        .where('id', '=', paymentId)
        .where('status', '=', 'pending')
        .execute()
      return undefined
    default:
      throw new Refusal('payment_failed', { state: 'pending' })
  }
}

/**
 * Sets the customer's credit aside for this payment, once, and returns what is left for the gateway. Refuses `not_found`,
 * `account_restricted`.
 */
async function takeCredit(ctx: Ctx, customerId: string, paymentId: string): Promise<Due> {
  const { rows } = await sql<Due & { is_refused: boolean }>`
    with payment as materialized (
      select id, customer_id, amount, status, is_extension, charge_requested_at, credit_amount
      from payment_sessions where id = ${paymentId} and customer_id = ${customerId} for no key update
    ), customer as materialized (
      -- The balance as it is behind the lock: the UPDATE below first computes with the one of the snapshot.
      select c.id, c.credit_balance as balance, least(c.credit_balance, payment.amount) as credit,
        c.restricted_at is not null and not payment.is_extension as is_refused
      from customers c join payment on payment.customer_id = c.id and payment.status = 'pending' and payment.charge_requested_at is null
      for no key update of c
    ), taken as (
      update customers c set credit_balance = customer.balance - customer.credit
      from customer where c.id = customer.id and customer.credit > 0 and not customer.is_refused
    ), requested as (
      update payment_sessions p set charge_requested_at = clock_timestamp(), credit_amount = customer.credit
      from customer, payment where p.id = payment.id and not customer.is_refused
      returning p.credit_amount
    ), booked as (
      insert into ledger_entries (transaction_id, kind, account, amount, payment_session_id, customer_id)
      select ${uuidv7()}::uuid, 'hold', move.account, move.amount, payment.id, payment.customer_id
      from payment, requested, lateral (values ('customer_credit', requested.credit_amount), ('held', -requested.credit_amount)) as move (account, amount)
      where requested.credit_amount > 0
    )
    select payment.status, payment.customer_id, payment.is_extension,
      payment.amount - coalesce(requested.credit_amount, payment.credit_amount) as gateway_amount,
      coalesce((select is_refused from customer), false) as is_refused
    from payment left join requested on true
  `.execute(ctx.db)
  const due = rows[0]
  if (due === undefined) throw new Refusal('not_found')
  if (due.is_refused) throw new Refusal('account_restricted')
  return due
}
