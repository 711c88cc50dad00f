import type { OpenPaymentBody, Payment } from '@bestie/contracts/payment'
import type { TopicSensitivity } from '@bestie/contracts/values'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Ctx } from '../ctx'
import { Refusal } from '../refusal'
import { readPayment } from './reads'

/**
 * Opens a `pending` payment for a tier at the server's present price; a free trial costs 0. It stays open for
 * `payment_session_timeout_minutes`. Repeating with the same `madeId` returns the same payment. Refuses `not_found` (unknown
 * tier, a mitra this customer never talked with, somebody else's chat), `free_trial_not_for_extensions`, `free_trial_used`,
 * `free_trial_open`, `chat_not_active`, `account_blocked`, `account_restricted`, and `invalid_request` for an extension without its
 * chat or a chat without an extension.
 */
export async function openPayment(ctx: Ctx, customerId: string, wish: OpenPaymentBody, madeId?: string): Promise<Payment> {
  const paymentId = madeId ?? uuidv7()
  if (madeId !== undefined && (await isOpened(ctx, customerId, madeId))) return await readPayment(ctx.db, customerId, madeId)
  const isExtension = wish.is_extension ?? false
  const isFreeTrial = wish.is_free_trial ?? false
  if (isExtension && isFreeTrial) throw new Refusal('free_trial_not_for_extensions')
  if (isExtension !== (wish.chat_session_id !== undefined)) {
    throw new Refusal('invalid_request', { detail: 'chat_session_id goes with is_extension' })
  }
  const chatId = wish.chat_session_id ?? null
  const lastTopic =
    wish.targeted_mitra_id === undefined ? undefined : await topicOfLastChat(ctx, customerId, wish.targeted_mitra_id)

  const insert = sql`
    insert into payment_sessions (id, customer_id, amount, duration_minutes, is_free_trial, is_extension, extended_chat_session_id,
      targeted_mitra_id, topic_sensitivity, expires_at)
    select ${paymentId}, ${customerId}, case when ${isFreeTrial} then 0 else amount end, duration_minutes, ${isFreeTrial}, ${isExtension},
      ${chatId}, ${wish.targeted_mitra_id ?? null}, ${wish.topic_sensitivity ?? lastTopic ?? 'regular'},
      clock_timestamp() + make_interval(mins => ${ctx.settings.whole('payment_session_timeout_minutes')})
    from pricing_tiers t
    -- The lock that the foreign key takes anyway: it waits for an erasure under way, and then reads the row again.
    cross join (select id from customers where id = ${customerId} and blocked_at is null and restricted_at is null for key share) c
    where t.id = ${wish.tier_id} and active and kind = ${isExtension ? 'extension' : 'chat'}
      and (${chatId}::uuid is null or exists (
        select from chat_sessions s where s.id = ${chatId} and s.customer_id = c.id and s.status = 'active'))
    on conflict do nothing
  `
  const opens = async () => (await insert.execute(ctx.db)).numAffectedRows === 1n || (await isOpened(ctx, customerId, paymentId))
  if (!(await opens())) {
    const reason = await reasonNotOpened(ctx, customerId, { chatId, isFreeTrial })
    // The free trial that was in the way may have ended before we looked for the reason.
    if (!isFreeTrial || reason.code !== 'not_found' || !(await opens())) throw reason
  }
  return await readPayment(ctx.db, customerId, paymentId)
}

async function isOpened(ctx: Ctx, customerId: string, paymentId: string): Promise<boolean> {
  const { rows } = await sql`select from payment_sessions where id = ${paymentId} and customer_id = ${customerId}`.execute(ctx.db)
  return rows.length > 0
}

/** The sensitivity of the last delivered chat with this mitra. Refuses `not_found` if there was none. */
async function topicOfLastChat(ctx: Ctx, customerId: string, mitraId: string): Promise<TopicSensitivity> {
  const last = await ctx.db
    .selectFrom('chat_sessions')
    .select('topic_sensitivity')
    .where('customer_id', '=', customerId)
    .where('mitra_id', '=', mitraId)
    .where('status', 'in', ['active', 'closing', 'completed'])
    // By the database's clock, not by id: an id holds the time of the process that made it, whose clock may be wrong.
    .orderBy('started_at', (order) => order.desc().nullsLast())
    .executeTakeFirst()
  if (last === undefined) throw new Refusal('not_found', { detail: 'no delivered chat with this mitra' })
  return last.topic_sensitivity
}

async function reasonNotOpened(
  ctx: Ctx,
  customerId: string,
  { chatId, isFreeTrial }: { chatId: string | null; isFreeTrial: boolean },
): Promise<Refusal> {
  const { blocked_at, restricted_at } = await ctx.db
    .selectFrom('customers')
    .select(['blocked_at', 'restricted_at'])
    .where('id', '=', customerId)
    .executeTakeFirstOrThrow()
  if (blocked_at !== null) return new Refusal('account_blocked')
  if (restricted_at !== null) return new Refusal('account_restricted')
  if (chatId !== null) {
    const chat = await ctx.db
      .selectFrom('chat_sessions')
      .select('status')
      .where('id', '=', chatId)
      .where('customer_id', '=', customerId)
      .executeTakeFirst()
    if (chat === undefined) return new Refusal('not_found')
    if (chat.status !== 'active') return new Refusal('chat_not_active', { state: chat.status })
  }
  const trial = !isFreeTrial
    ? undefined
    : await ctx.db
        .selectFrom('payment_sessions')
        .select('status')
        .where('customer_id', '=', customerId)
        .where('is_free_trial', '=', true)
        .where('status', 'in', ['pending', 'confirmed', 'consumed'])
        .executeTakeFirst()
  if (trial === undefined) return new Refusal('not_found', { detail: 'unknown tier' })
  return new Refusal(trial.status === 'consumed' ? 'free_trial_used' : 'free_trial_open', { state: trial.status })
}
