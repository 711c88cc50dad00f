import type { RepaymentKind } from '@bestie/contracts/states'
import { sql } from 'kysely'
import type { Tx } from '../db/transact'
import { Refusal } from '../refusal'

/** What to give back: which charge, for which failure, and as what. */
interface Repayment {
  paymentId: string
  failureId: string
  kind: RepaymentKind
  /** An unexpected capture of this amount (rupiah) instead of the payment's own charge. */
  unexpected?: number
}

interface Charge {
  customer_id: string
  is_erased: boolean
  status: string
  credit_amount: number
  charged_amount: number | null
}

/**
 * Gives a charge back, once. `refunded` returns it to where it came from: a job refunds the gateway's part, and the credit part
 * follows once that has succeeded, so that a failed refund has given back nothing. `credited` returns all of it as credit. An
 * erased customer gets back what the gateway took, but no credit, which nobody could spend. Refuses `payment_open`, `delivered`,
 * `not_captured`, `already_repaid`, and `customer_erased` where there is only credit to give.
 */
export async function repay(tx: Tx, { paymentId, failureId, kind, unexpected }: Repayment): Promise<void> {
  const { rows } = await sql<Charge>`
    select p.customer_id, c.erased_at is not null as is_erased, p.status, p.credit_amount, p.charged_amount
    from payment_sessions p join customers c on c.id = p.customer_id where p.id = ${paymentId}
    -- Waits for an erasure under way, and makes the next one wait for this decision. The customer's lock is as strong as giving
    -- credit needs: a transaction that asks for a stronger lock later loses its place in the queue.
    for no key update of p, c
  `.execute(tx.db)
  const payment = rows[0]
  if (payment === undefined) throw new Refusal('not_captured', { state: 'no_payment' })
  if (unexpected === undefined) refuseUnlessRepayable(payment)
  const amount = unexpected ?? (payment.charged_amount as number)
  const fromCredit = unexpected === undefined ? payment.credit_amount : 0
  const toGateway = kind === 'credited' ? 0 : amount - fromCredit
  const toCredit = payment.is_erased ? 0 : amount - toGateway
  if (toGateway + toCredit === 0) throw new Refusal('customer_erased', { state: 'erased' })
  const made = await sql<{ id: string }>`
    insert into repayments (payment_session_id, pairing_failure_id, kind, of_unexpected, gateway_amount, credit_amount, status)
    values (${paymentId}, ${failureId}, ${kind}, ${unexpected !== undefined}, ${toGateway}, ${toCredit},
      ${toGateway > 0 ? 'requested' : 'settled'})
    on conflict do nothing
    returning id
  `.execute(tx.db)
  const repayment = made.rows[0]
  if (repayment === undefined) throw new Refusal('already_repaid', { state: payment.status })
  await bookRepayment(
    tx,
    {
      paymentId,
      customerId: payment.customer_id,
      kind,
      toGateway,
      toCredit: toGateway > 0 ? 0 : toCredit,
      unexpected: unexpected !== undefined,
    },
    1,
  )
  if (toGateway > 0) tx.schedule('send_refund', { repayment_id: repayment.id }, { key: `refund:${repayment.id}` })
}

function refuseUnlessRepayable(payment: Charge): void {
  if (payment.status === 'consumed') throw new Refusal('delivered', { state: payment.status })
  if (payment.status === 'pending' || payment.status === 'confirmed') throw new Refusal('payment_open', { state: payment.status })
  if (!payment.charged_amount) throw new Refusal('not_captured', { state: payment.status })
}

/** What one repayment moves (rupiah). */
export interface Moved {
  paymentId: string
  customerId: string
  kind: RepaymentKind
  toGateway: number
  toCredit: number
  unexpected: boolean
}

/** Books a repayment, or, with `direction` -1, reverses the booking. */
export async function bookRepayment(tx: Tx, moved: Moved, direction: 1 | -1): Promise<void> {
  const { paymentId, customerId, kind, toGateway, toCredit, unexpected } = moved
  if (toCredit > 0) {
    await tx.db
      .updateTable('customers')
      .set((at) => ({ credit_balance: at('credit_balance', '+', direction * toCredit) }))
      .where('id', '=', customerId)
      .execute()
  }
  tx.book([
    {
      kind: kind === 'refunded' ? 'refund' : 'credit',
      payment_session_id: paymentId,
      customer_id: customerId,
      moves: [
        { account: unexpected ? 'unexpected' : 'sales', amount: direction * (toGateway + toCredit) },
        { account: 'gateway', amount: -direction * toGateway },
        { account: 'customer_credit', amount: -direction * toCredit },
      ],
    },
  ])
}
