import type { CustomerChat } from '@bestie/contracts/chat'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { readCustomerChat } from '../chat/reads'
import type { Ctx } from '../ctx'
import { transact } from '../db/transact'
import { readPayment } from '../payment/reads'
import { availableMitras } from '../presence/available-mitras'
import { refuseRestricted } from '../privacy/refuse-restricted'
import { Refusal } from '../refusal'
import { askLateJoiners } from './ask-late-joiners'
import { cardOf } from './request-card'

/**
 * Starts the search that a confirmed payment is for: the request goes to every available mitra at once, and stays open for
 * `pairing_blast_timeout_seconds`. One statement, however many mitra. Starting again while it searches answers the same request.
 * Refuses `not_found`, `payment_not_confirmed`, `already_searching` (another request of this customer), `account_restricted`.
 */
export async function startBlast(ctx: Ctx, customerId: string, paymentId: string): Promise<CustomerChat> {
  const before = await readPayment(ctx.db, customerId, paymentId)
  if (before.status === 'confirmed' && before.chat_session_id !== null) {
    return await readCustomerChat(ctx.db, customerId, before.chat_session_id)
  }
  const chatId = (await blast(ctx, customerId, paymentId)) ?? (await alreadyStarted(ctx, customerId, paymentId))
  await askLateJoiners(ctx, { chatId })
  return await readCustomerChat(ctx.db, customerId, chatId)
}

/** The transition itself, also the fallback's. Answers the request's id, or undefined when the payment does not allow it. */
export async function blast(ctx: Ctx, customerId: string, paymentId: string): Promise<string | undefined> {
  const chatId = uuidv7()
  return await transact(ctx, async (tx) => {
    const { rows } = await sql<Parameters<typeof cardOf>[0] & { asked: string[] | null }>`
      with payment as (
        update payment_sessions set open_request_id = ${chatId}
        where id = ${paymentId} and customer_id = ${customerId} and status = 'confirmed' and not is_extension
          and open_request_id is null and expires_at > clock_timestamp()
          and exists (select from customers u where u.id = customer_id and u.restricted_at is null)
        returning *
      ), request as (
        insert into chat_sessions (id, customer_id, payment_session_id, request_type, topic_sensitivity, status, duration_minutes,
          window_seconds, deadline_at)
        select ${chatId}, customer_id, id, 'general', topic_sensitivity, 'searching', duration_minutes,
          ${ctx.settings.whole('pairing_blast_timeout_seconds')}::integer,
          clock_timestamp() + make_interval(secs => ${ctx.settings.whole('pairing_blast_timeout_seconds')}::integer)
        from payment
        returning *
      ), asked as (
        insert into chat_request_notifications (chat_session_id, mitra_id)
        select request.id, free.id from request, ${availableMitras(ctx.settings.whole('max_customers_per_mitra'))} free
        returning mitra_id
      )
      select request.id as chat_session_id, request.request_type, request.topic_sensitivity, request.duration_minutes,
        request.deadline_at, request.window_seconds, customer.call_name, (select array_agg(mitra_id) from asked) as asked
      from request join customers customer on customer.id = request.customer_id
    `.execute(tx.db)
    const request = rows[0]
    if (request === undefined) return undefined
    tx.tell(request.asked ?? [], { name: 'chat_request', data: cardOf(request) })
    tx.schedule('time_out_request', { chat_session_id: chatId }, { at: request.deadline_at, key: `request:${chatId}` })
    return chatId
  })
}

/** The same tap twice at once: the second finds what the first began. */
async function alreadyStarted(ctx: Ctx, customerId: string, paymentId: string): Promise<string> {
  const payment = await readPayment(ctx.db, customerId, paymentId)
  if (payment.status === 'confirmed' && payment.chat_session_id !== null) return payment.chat_session_id
  await refuseRestricted(ctx.db, customerId)
  throw new Refusal('payment_not_confirmed', { state: payment.status })
}
