import type { Payment } from '@bestie/contracts/payment'
import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { transact } from '../db/transact'
import { cancelRequest } from '../pairing/cancel-request'
import { Refusal } from '../refusal'
import { readPayment } from './reads'
import { type Held, releaseHold } from './release-hold'
import { repay } from './repay'

/** How many times to read the payment and act on it: its search may start or end in between. */
const mostRounds = 3

/**
 * The customer gives up a confirmed payment, while its request is searching or while it is unused:
 * `failed_pairing` with a `customer_cancelled` row. The hold of an extension that was never requested is released
 * at once, or refunded in full if the gateway had to capture it. Repeating succeeds and changes nothing. Refuses
 * `not_found`, `payment_not_confirmed`, and `payment_in_use` while its extension is being decided.
 */
export async function giveUpPayment(ctx: Ctx, customerId: string, paymentId: string): Promise<Payment> {
  let payment = await readPayment(ctx.db, customerId, paymentId)
  for (let round = 0; payment.status === 'confirmed' && round < mostRounds; round += 1) {
    if (payment.chat_session_id === null) await giveUpUnused(ctx, customerId, paymentId)
    else await endItsSearch(ctx, customerId, payment.chat_session_id)
    payment = await readPayment(ctx.db, customerId, paymentId)
  }
  if (payment.status === 'confirmed') throw new Refusal('payment_in_use', { state: payment.status })
  if (payment.status !== 'failed_pairing' || payment.cause_tag !== 'customer_cancelled') {
    throw new Refusal('payment_not_confirmed', { state: payment.status })
  }
  return payment
}

/** Ends this search; one that just ended by itself leaves the payment to be looked at again. */
async function endItsSearch(ctx: Ctx, customerId: string, chatId: string): Promise<void> {
  try {
    await cancelRequest(ctx, customerId, chatId)
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'request_not_searching') throw error
  }
}

async function giveUpUnused(ctx: Ctx, customerId: string, paymentId: string): Promise<void> {
  await transact(ctx, async (tx) => {
    const { rows } = await sql<Held & { is_extension: boolean; charged_amount: number | null; failure_id: string }>`
      with payment as (
        update payment_sessions set status = 'failed_pairing', ended_at = clock_timestamp()
        where id = ${paymentId} and customer_id = ${customerId} and status = 'confirmed' and open_request_id is null
        returning *
      ), failure as (
        insert into pairing_failures (payment_session_id, customer_id, targeted_mitra_id, cause_tag, amount)
        select id, customer_id, targeted_mitra_id, 'customer_cancelled', coalesce(charged_amount, amount) from payment
        returning id
      )
      select payment.id, payment.customer_id, payment.amount, payment.credit_amount, payment.charged_amount, payment.is_extension,
        failure.id as failure_id
      from payment, failure
    `.execute(tx.db)
    const given = rows[0]
    if (given === undefined) return
    if (given.is_extension && given.charged_amount === 0) await releaseHold(tx, [given])
    else if (given.is_extension && given.charged_amount !== null)
      await repay(tx, { paymentId, failureId: given.failure_id, kind: 'refunded' })
    tx.tell([customerId], { name: 'payment_updated', data: { payment_session_id: paymentId, status: 'failed_pairing' } })
    tx.tell([customerId], { name: 'search_cancelled', data: { payment_session_id: paymentId } })
  })
}
