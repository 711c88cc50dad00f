import type { CustomerChat } from '@bestie/contracts/chat'
import type { Payment } from '@bestie/contracts/payment'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { findCustomerChat, readCustomerChat } from '../chat/reads'
import type { Ctx } from '../ctx'
import { lockFirst, type Tx, transact } from '../db/transact'
import { isOtherAvailable, readPayment, stateInTheWay } from '../payment/reads'
import { availableMitras } from '../presence/available-mitras'
import { liveCustomersOf } from '../presence/live-customers'
import { refuseRestricted } from '../privacy/refuse-restricted'
import { Refusal } from '../refusal'
import { graceMinutes } from './end-returning-request'
import { cardOf } from './request-card'

type Unavailable = 'targeted_mitra_offline' | 'targeted_mitra_at_capacity'

/** Refused taps without a key that come within so many seconds count as one: a double tap is on record once. */
const doubleTapSeconds = 5

interface Outcome {
  refused: Unavailable | null
  other_available: boolean
  chat_session_id: string | null
}

/**
 * Asks the one mitra that a confirmed payment is bound to, for `returning_chat_confirmation_timeout_seconds`. Only this mitra's
 * state decides: online, and below capacity not counting this customer. Repeating while the window is open returns the same
 * request; with the same `madeId` also later, in its present state, or refuses as before. Refuses `not_found`,
 * `payment_not_confirmed`, `payment_in_use`, `already_searching`, `account_restricted`, `invalid_request` for a payment that is
 * bound to no mitra or for an extension; and `targeted_mitra_offline` or `targeted_mitra_at_capacity`, each with its own failure
 * row (a double tap has one) and the payment still `confirmed`. A conflict also says whether another mitra is available.
 */
export async function askSameMitra(ctx: Ctx, customerId: string, paymentId: string, madeId?: string): Promise<CustomerChat> {
  const payment = await readPayment(ctx.db, customerId, paymentId)
  const mitraId = payment.targeted_mitra?.id
  if (payment.is_extension) throw new Refusal('invalid_request', { detail: 'this payment is for an extension' })
  if (mitraId === undefined) throw new Refusal('invalid_request', { detail: 'this payment is not bound to a mitra' })
  const open = await openReturning(ctx, customerId, payment)
  if (open !== undefined) return open
  try {
    return await begin(ctx, { customerId, paymentId, mitraId, madeId })
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 409) throw error
    const other_available = error.details.other_available ?? (await isOtherAvailable(ctx, mitraId))
    throw new Refusal(error.code, { ...error.details, payment_session_id: paymentId, other_available })
  }
}

interface Asking {
  customerId: string
  paymentId: string
  mitraId: string
  madeId: string | undefined
}

async function begin(ctx: Ctx, asking: Asking): Promise<CustomerChat> {
  const { customerId, paymentId, madeId } = asking
  const outcome = await transact(ctx, (tx) => ask(ctx, tx, asking))
  if (outcome === undefined) {
    const made = madeId && (await findCustomerChat(ctx.db, customerId, madeId, ctx.settings))
    if (made) return made
    const refused = madeId && (await findRefused(ctx, paymentId, madeId))
    if (refused) throw new Refusal(refused, { state: 'confirmed' })
    const now = await readPayment(ctx.db, customerId, paymentId)
    const begun = await openReturning(ctx, customerId, now)
    if (begun !== undefined) return begun
    await refuseRestricted(ctx.db, customerId)
    const state = await stateInTheWay(ctx.db, now)
    throw new Refusal(state === 'confirmed' ? 'payment_in_use' : 'payment_not_confirmed', { state })
  }
  const { refused, other_available } = outcome
  if (refused !== null) throw new Refusal(refused, { state: 'confirmed', other_available })
  return await readCustomerChat(ctx.db, customerId, outcome.chat_session_id as string, ctx.settings)
}

/** Why the same command was refused before, if it was. */
async function findRefused(ctx: Ctx, paymentId: string, madeId: string): Promise<Unavailable | undefined> {
  const failure = await ctx.db
    .selectFrom('pairing_failures')
    .select('cause_tag')
    .where('id', '=', madeId)
    .where('payment_session_id', '=', paymentId)
    .executeTakeFirst()
  return failure?.cause_tag as Unavailable | undefined
}

/** The request that is already open, from an earlier tap or another device. */
async function openReturning(ctx: Ctx, customerId: string, payment: Payment): Promise<CustomerChat | undefined> {
  if (payment.status !== 'confirmed' || payment.chat_session_id === null) return undefined
  const open = await readCustomerChat(ctx.db, customerId, payment.chat_session_id, ctx.settings)
  return open.request_type === 'returning' ? open : undefined
}

async function ask(ctx: Ctx, tx: Tx, { customerId, paymentId, mitraId, madeId }: Asking): Promise<Outcome | undefined> {
  // The id of the request, or of the failure row that says why there is none: a repeat creates neither again.
  const chatId = madeId ?? uuidv7()
  const capacity = ctx.settings.whole('max_customers_per_mitra')
  const window = ctx.settings.whole('returning_chat_confirmation_timeout_seconds')
  // As in an accept: lock the mitra's row first, then count their customers in a new snapshot.
  await sql`${lockFirst} select from mitras where id = ${mitraId} for no key update`.execute(tx.db)
  const { rows } = await sql<Outcome & Parameters<typeof cardOf>[0]>`
    with mitra as materialized (
      select m.id, case
        when not m.is_online or m.suspended_at is not null then 'targeted_mitra_offline'
        when ${liveCustomersOf(sql`m.id`, customerId)} >= ${capacity}::integer then 'targeted_mitra_at_capacity'
      end as refused
      from mitras m where m.id = ${mitraId}
    ), payment as (
      update payment_sessions p set
        open_request_id = case when mitra.refused is null then ${chatId}::uuid end,
        expires_at = case when mitra.refused is null then p.expires_at
          else greatest(p.expires_at, clock_timestamp() + make_interval(mins => ${graceMinutes})) end
      from mitra
      where p.id = ${paymentId} and p.customer_id = ${customerId} and p.status = 'confirmed' and not p.is_extension
        and p.open_request_id is null and p.expires_at > clock_timestamp()
        and exists (select from customers u where u.id = p.customer_id and u.restricted_at is null)
        and not exists (select from chat_sessions c where c.id = ${chatId}::uuid)
        and not exists (select from pairing_failures f where f.id = ${chatId}::uuid)
      returning p.*, mitra.refused
    ), request as (
      insert into chat_sessions (id, customer_id, mitra_id, payment_session_id, request_type, topic_sensitivity, status,
        duration_minutes, window_seconds, deadline_at)
      select ${chatId}, customer_id, targeted_mitra_id, id, 'returning', topic_sensitivity, 'searching', duration_minutes,
        ${window}::integer, clock_timestamp() + make_interval(secs => ${window}::integer)
      from payment where refused is null
      returning *
    ), asked as (
      insert into chat_request_notifications (chat_session_id, mitra_id) select id, mitra_id from request
    ), failure as (
      insert into pairing_failures (id, payment_session_id, customer_id, targeted_mitra_id, cause_tag, amount)
      select ${chatId}::uuid, id, customer_id, targeted_mitra_id, refused, coalesce(charged_amount, amount) from payment where refused is not null
        and not (${madeId === undefined}::boolean and exists (
          select from pairing_failures f where f.payment_session_id = payment.id and f.cause_tag = payment.refused
            and f.chat_session_id is null and f.created_at > clock_timestamp() - make_interval(secs => ${doubleTapSeconds})))
    )
    select payment.refused, request.id as chat_session_id, request.request_type, request.topic_sensitivity, request.duration_minutes,
      request.deadline_at, request.window_seconds, customer.call_name,
      exists (select from ${availableMitras(capacity)} free where free.id <> ${mitraId}) as other_available
    from payment join customers customer on customer.id = payment.customer_id left join request on true
  `.execute(tx.db)
  const outcome = rows[0]
  if (outcome === undefined || outcome.refused !== null) return outcome
  tx.tell([mitraId], { name: 'chat_request', data: cardOf(outcome) })
  tx.schedule('time_out_request', { chat_session_id: chatId }, { at: outcome.deadline_at, key: `session:${chatId}` })
  return outcome
}
