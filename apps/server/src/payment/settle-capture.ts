import type { Payment } from '@bestie/contracts/payment'
import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { transact } from '../db/transact'
import { lastlyPayment } from './reads'
import { withdrawLater } from './withdraw-later'

/** A capture at the gateway: its own id, its payment, and the amount taken (rupiah). */
export interface Capture {
  captureId: string
  paymentId: string
  amount: number
}

/**
 * Books a capture once per id. The expected amount for a pending payment confirms it and renews `expires_at`. Any other
 * capture is booked apart and leaves an `unexpected_capture` row for an operator, unless its amount is 0 (credit or a free
 * trial paid). The capture of a hold was booked when the extension was granted and is only noted. Confirming an extension
 * schedules the withdrawal of a hold that may still arrive. Returns the payment, or undefined if there is none.
 */
export async function settleCapture(ctx: Ctx, capture: Capture): Promise<Payment | undefined> {
  try {
    return await settle(ctx, capture)
  } catch (error) {
    // Another capture of the same hold was booked meanwhile: looked at again, this one is unexpected.
    if ((error as { constraint?: string }).constraint !== 'gateway_captures_of_hold_once') throw error
    return await settle(ctx, capture)
  }
}

async function settle(ctx: Ctx, { captureId, paymentId, amount }: Capture): Promise<Payment | undefined> {
  return await transact(ctx, async (tx) => {
    const { rows } = await sql<{
      outcome: 'confirmed' | 'of_hold' | 'unexpected'
      customer_id: string
      credit_amount: number
      is_extension: boolean
      decided_at: Date
    }>`
      with payment as materialized (
        select id, customer_id, status, amount, credit_amount, is_extension from payment_sessions where id = ${paymentId} for no key update
      ), hold as materialized (
        select sum(amount) as amount from ledger_entries
        where payment_session_id = ${paymentId} and kind = 'hold' and account = 'gateway_held'
      ), capture as (
        insert into gateway_captures (capture_id, payment_session_id, amount, outcome)
        select ${captureId}, id, ${amount}::integer,
          case
            when status = 'pending' and amount - credit_amount = ${amount}::integer then 'confirmed'
            when status = 'consumed' and ${amount}::integer = (select amount from hold)
              and not exists (select from gateway_captures where payment_session_id = ${paymentId} and outcome = 'of_hold') then 'of_hold'
            else 'unexpected'
          end
        from payment
        on conflict (capture_id) do nothing
        returning outcome
      ), confirmed as (
        update payment_sessions p set status = 'confirmed', confirmed_at = clock_timestamp(), charged_amount = p.amount, pay_url = null,
          expires_at = clock_timestamp() + make_interval(mins => ${ctx.settings.whole('payment_session_timeout_minutes')})
        from capture where p.id = ${paymentId} and capture.outcome = 'confirmed'
      ), failure as (
        insert into pairing_failures (payment_session_id, customer_id, cause_tag, amount)
        select payment.id, payment.customer_id, 'unexpected_capture', ${amount}::integer
        from payment, capture where capture.outcome = 'unexpected' and ${amount}::integer > 0
      )
      select capture.outcome, payment.customer_id, payment.credit_amount, payment.is_extension, clock_timestamp() as decided_at
      from capture, payment
    `.execute(tx.db)
    const asItIs = lastlyPayment(paymentId)
    const settled = rows[0]
    if (settled === undefined || settled.outcome === 'of_hold') return asItIs
    const of = { kind: 'charge' as const, payment_session_id: paymentId, customer_id: settled.customer_id }
    if (settled.outcome === 'unexpected') {
      const moves = [
        { account: 'gateway' as const, amount },
        { account: 'unexpected' as const, amount: -amount },
      ]
      tx.book([{ ...of, moves }])
      return asItIs
    }
    tx.book([
      {
        ...of,
        moves: [
          { account: 'gateway', amount },
          { account: 'held', amount: settled.credit_amount },
          { account: 'sales', amount: -amount - settled.credit_amount },
        ],
      },
    ])
    if (settled.is_extension && ctx.gateway.canHold) withdrawLater(tx, paymentId, settled.decided_at)
    tx.tell([settled.customer_id], { name: 'payment_updated', data: { payment_session_id: paymentId, status: 'confirmed' } })
    return asItIs
  })
}
