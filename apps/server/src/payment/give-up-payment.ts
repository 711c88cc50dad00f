import type { Payment } from '@bestie/contracts/payment'
import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { transact } from '../db/transact'
import { cancelRequest } from '../pairing/cancel-request'
import { Refusal } from '../refusal'
import { readPayment } from './reads'

/**
 * The customer gives a confirmed payment up, while its request is searching or while it waits at home to be used: `failed_pairing`
 * with a `customer_cancelled` row. Giving up again answers the same. Refuses `not_found`, `payment_not_confirmed`.
 */
export async function giveUpPayment(ctx: Ctx, customerId: string, paymentId: string): Promise<Payment> {
  const before = await readPayment(ctx.db, customerId, paymentId)
  if (before.status === 'confirmed' && before.chat_session_id !== null) {
    await cancelRequest(ctx, customerId, before.chat_session_id)
  } else if (before.status === 'confirmed' && !before.is_extension) {
    await transact(ctx, async (tx) => {
      const { rows } = await sql`
        with payment as (
          update payment_sessions set status = 'failed_pairing', ended_at = clock_timestamp()
          where id = ${paymentId} and status = 'confirmed' and open_request_id is null and not is_extension
          returning id, customer_id, targeted_mitra_id, coalesce(charged_amount, amount) as amount
        )
        insert into pairing_failures (payment_session_id, customer_id, targeted_mitra_id, cause_tag, amount)
        select id, customer_id, targeted_mitra_id, 'customer_cancelled', amount from payment
        returning id
      `.execute(tx.db)
      if (rows.length > 0) tx.tell([customerId], { name: 'search_cancelled', data: { payment_session_id: paymentId } })
    })
  }
  const payment = await readPayment(ctx.db, customerId, paymentId)
  if (payment.status !== 'failed_pairing' || payment.cause_tag !== 'customer_cancelled') {
    throw new Refusal('payment_not_confirmed', { state: payment.status })
  }
  return payment
}
