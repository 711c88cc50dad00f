import type { CustomerChat } from '@bestie/contracts/chat'
import type { Payment } from '@bestie/contracts/payment'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { findCustomerChat, readCustomerChat } from '../chat/reads'
import { begunRequest } from '../chat/shape-chat'
import type { Ctx } from '../ctx'
import { inBatches } from '../db/in-batches'
import { transact } from '../db/transact'
import { readPayment, stateInTheWay } from '../payment/reads'
import { availableMitras } from '../presence/available-mitras'
import { refuseRestricted } from '../privacy/refuse-restricted'
import { Refusal } from '../refusal'
import { askWhoCame } from './ask-late-joiners'
import { cardOf } from './request-card'

interface Start {
  customerId: string
  paymentId: string
  /** The id for the new request, the same for every repeat of one command; undefined if repeats do not matter. */
  madeId?: string | undefined
}

/**
 * Starts the search of a confirmed payment: the request goes to every available mitra at once, and stays open for
 * `pairing_blast_timeout_seconds`. Repeating while it searches returns the same request; with the same `madeId` also later, in
 * its present state. Refuses `not_found`, `payment_not_confirmed`, `already_searching` (another request of this customer, or a
 * returning one on this payment), `account_restricted`, and `invalid_request` for the payment of an extension.
 */
export async function startBlast(ctx: Ctx, customerId: string, paymentId: string, madeId?: string): Promise<CustomerChat> {
  const started = await blast(ctx, { customerId, paymentId, madeId })
  if (started !== undefined) return started
  // A repeated tap: the second finds the request of the first.
  const payment = await readPayment(ctx.db, customerId, paymentId)
  if (payment.status === 'confirmed' && payment.chat_session_id !== null) {
    const open = await readCustomerChat(ctx.db, customerId, payment.chat_session_id, ctx.settings)
    if (open.request_type === 'general') return open
  }
  return await refuseBlast(ctx, customerId, payment)
}

/** Refuses a blast (the fallback's too) with what keeps this payment from starting one. */
export async function refuseBlast(ctx: Ctx, customerId: string, payment: Payment): Promise<never> {
  if (payment.status === 'confirmed' && payment.chat_session_id !== null)
    throw new Refusal('already_searching', { state: 'searching' })
  if (payment.is_extension) throw new Refusal('invalid_request', { detail: 'this payment is for an extension' })
  await refuseRestricted(ctx.db, customerId)
  throw new Refusal('payment_not_confirmed', { state: await stateInTheWay(ctx.db, payment) })
}

/**
 * The transition itself, also for the fallback: sends a general request for this customer's payment to
 * every available mitra, and to those who become available meanwhile. Returns undefined if the payment
 * does not allow it; and the request in its present state if it was already begun with this `madeId`.
 */
export async function blast(ctx: Ctx, start: Start): Promise<CustomerChat | undefined> {
  const chat = await begin(ctx, start)
  if (chat !== undefined) await askWhoCame(ctx, chat.chat_session_id)
  else if (start.madeId !== undefined) return await findCustomerChat(ctx.db, start.customerId, start.madeId, ctx.settings)
  return chat
}

/** Searches that start at the same time share a commit. */
const begin = inBatches<Start, CustomerChat | undefined>({
  run: beginAll,
  about: ({ customerId }) => [customerId],
  together: false,
  most: 50,
  atOnce: 1,
})

/** One statement, however many requests and mitra. Returns for each start, in order, its request or undefined. */
async function beginAll(ctx: Ctx, starts: Start[]): Promise<(CustomerChat | undefined)[]> {
  const given = starts.map(({ customerId, paymentId, madeId }) => ({
    chat: madeId ?? uuidv7(),
    customer: customerId,
    payment: paymentId,
  }))
  const window = ctx.settings.whole('pairing_blast_timeout_seconds')
  return await transact(ctx, async (tx) => {
    const { rows } = await sql<Parameters<typeof cardOf>[0] & { asked: string[] | null; payment_session_id: string }>`
      with given as materialized (
        select * from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as given (chat uuid, customer uuid, payment uuid)
      ), locked as materialized (
        -- In order of id, and below in order of their customers, so that two batches do not deadlock. It is counted below,
        -- so that all are locked first.
        select id from payment_sessions where id = any(array(select payment from given)) order by id for no key update
      ), payment as (
        update payment_sessions p set open_request_id = given.chat from given
        where (select count(*) from locked) >= 0
          and p.id = given.payment and p.customer_id = given.customer and p.status = 'confirmed' and not p.is_extension
          and p.open_request_id is null and p.expires_at > clock_timestamp()
          and exists (select from customers u where u.id = p.customer_id and u.restricted_at is null)
          and not exists (select from chat_sessions c where c.id = given.chat)
        returning p.*
      ), request as (
        insert into chat_sessions (id, customer_id, payment_session_id, request_type, topic_sensitivity, status, duration_minutes,
          window_seconds, deadline_at)
        select open_request_id, customer_id, id, 'general', topic_sensitivity, 'searching', duration_minutes, ${window}::integer,
          clock_timestamp() + make_interval(secs => ${window}::integer)
        from payment order by customer_id
        returning *
      ), free as materialized (
        -- All of these requests go to the same mitra, who are looked for once and not read back from the cards.
        select id from ${availableMitras(ctx.settings.whole('max_customers_per_mitra'))} free
      ), cards as (
        insert into chat_request_notifications (chat_session_id, mitra_id) select request.id, free.id from request, free
      )
      select request.id as chat_session_id, request.request_type, request.topic_sensitivity, request.duration_minutes,
        request.deadline_at, request.window_seconds, request.payment_session_id, customer.call_name,
        (select json_agg(id) from free) as asked
      from request join customers customer on customer.id = request.customer_id
    `.execute(tx.db)
    for (const request of rows) {
      const { chat_session_id, deadline_at } = request
      tx.tell(request.asked ?? [], { name: 'chat_request', data: cardOf(request) })
      tx.schedule('time_out_request', { chat_session_id }, { at: deadline_at, key: `session:${chat_session_id}` })
    }
    const begun = new Map(rows.map((request) => [request.chat_session_id, request]))
    return given.map(({ chat }) => {
      const request = begun.get(chat)
      return request && begunRequest(chat, request, ctx.settings)
    })
  })
}
