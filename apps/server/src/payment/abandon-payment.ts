import type { Payment } from '@bestie/contracts/payment'
import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { transact } from '../db/transact'
import { Refusal } from '../refusal'
import { isAtTheGateway, readPayment } from './reads'
import { releaseCredit, type SetAside } from './release-credit'
import { withdrawCharge } from './withdraw-charge'
import { withdrawLater } from './withdraw-later'

/**
 * The customer leaves a pending payment: `abandoned`. Repeating succeeds and changes nothing. Refuses `not_found`, and
 * `payment_not_pending` once it is confirmed or ended otherwise, also if the customer has just paid at the gateway.
 */
export async function abandonPayment(ctx: Ctx, customerId: string, paymentId: string): Promise<Payment> {
  const { rows: asked } = await sql`
    select from payment_sessions p
    where id = ${paymentId} and customer_id = ${customerId} and status = 'pending' and ${isAtTheGateway}
  `.execute(ctx.db)
  if (asked.length > 0) await withdrawCharge(ctx, paymentId)
  await transact(ctx, async (tx) => {
    const { rows } = await sql<SetAside & { ended_at: Date; was_asked: boolean }>`
      update payment_sessions p set status = 'abandoned', ended_at = clock_timestamp(), pay_url = null
      where id = ${paymentId} and customer_id = ${customerId} and status = 'pending'
      returning id, customer_id, credit_amount, ended_at, ${isAtTheGateway} as was_asked
    `.execute(tx.db)
    await releaseCredit(tx, rows)
    for (const { id, customer_id, ended_at, was_asked } of rows) {
      if (was_asked) withdrawLater(tx, id, ended_at)
      tx.tell([customer_id], { name: 'payment_updated', data: { payment_session_id: id, status: 'abandoned' } })
    }
  })
  const payment = await readPayment(ctx.db, customerId, paymentId)
  if (payment.status !== 'abandoned') throw new Refusal('payment_not_pending', { state: payment.status })
  return payment
}
