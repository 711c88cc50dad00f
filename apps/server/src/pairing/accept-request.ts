import type { MitraChat } from '@bestie/contracts/chat'
import type { RefusalCode } from '@bestie/contracts/errors'
import type { ChatStatus } from '@bestie/contracts/states'
import { sql } from 'kysely'
import { readMitraChat } from '../chat/reads'
import type { Ctx } from '../ctx'
import { transact } from '../db/transact'
import { Refusal } from '../refusal'
import { inLine, type Won } from './queue-of-accepts'

interface Decision {
  outcome: 'accepted' | 'accepted_before' | RefusalCode
  status: ChatStatus
  customer_id: string
  payment_session_id: string
  display_name: string
  ends_at: Date | null
  /** From the request to this accept, in seconds. */
  searched: number | null
  others: string[] | null
}

/**
 * A mitra accepts a request: the first wins, the chat's clock starts, and the payment is `consumed`, all at once or not at all.
 * Accepting what one has won answers the same. Refuses `not_found` (never asked), `request_taken`, `request_not_searching`,
 * `request_declined`, `mitra_offline` (their card closed with the toggle), `deadline_passed`, `mitra_at_capacity`, each with the present state.
 */
export async function acceptRequest(ctx: Ctx, mitraId: string, chatId: string): Promise<MitraChat> {
  if ((await inLine(ctx, chatId, mitraId, () => accept(ctx, mitraId, chatId))) === 'lost') {
    const { status } = await ctx.db
      .selectFrom('chat_sessions')
      .select('status')
      .where('id', '=', chatId)
      .executeTakeFirstOrThrow()
    throw new Refusal('request_taken', { state: status })
  }
  return await readMitraChat(ctx.db, mitraId, chatId)
}

/** The transition itself. Answers whose cards it closed, or undefined where this mitra had won before. */
async function accept(ctx: Ctx, mitraId: string, chatId: string): Promise<Won> {
  const won = await transact(ctx, async (tx) => {
    // The mitra's row is what their accepts, toggles and closings queue up on, the request's is what its endings and late cards do.
    // The next statement's snapshot is taken after both waits: it counts every chat that was won and sees every card that was sent
    // meanwhile. Counting in the statement that waits would not.
    await sql`select from mitras where id = ${mitraId} for no key update`.execute(tx.db)
    await sql`select from chat_sessions where id = ${chatId} for no key update`.execute(tx.db)
    const { rows } = await sql<Decision>`
      with request as materialized (
        select c.id, c.status, c.customer_id, c.mitra_id, c.deadline_at, c.ends_at, c.payment_session_id, c.duration_minutes,
          n.status as asked, p.status as payment_status, m.display_name, m.is_online
        from chat_sessions c
        join chat_request_notifications n on n.chat_session_id = c.id and n.mitra_id = ${mitraId}
        join payment_sessions p on p.id = c.payment_session_id
        join mitras m on m.id = n.mitra_id
        where c.id = ${chatId}
        for no key update of c, n, p
      ), load as materialized (
        select count(distinct c.customer_id) as live_customers
        from chat_sessions c, request
        where c.mitra_id = ${mitraId} and c.status in ('active', 'closing') and c.customer_id <> request.customer_id
      ), moment as materialized (
        -- The clock is read once, after every lock was waited for: the guard and the chat's start mean the same instant.
        select request.*, load.live_customers, clock_timestamp() as at from request, load
      ), decision as materialized (
        select moment.*, case
          when status in ('active', 'closing', 'completed') and mitra_id = ${mitraId} and asked = 'accepted' then 'accepted_before'
          when status in ('active', 'closing', 'completed') then 'request_taken'
          when status <> 'searching' then 'request_not_searching'
          when asked = 'declined' then 'request_declined'
          -- A blast may have seen them online in the moment in which they switched off: such a card is as good as closed.
          when asked = 'closed' or not is_online then 'mitra_offline'
          when asked <> 'sent' or payment_status <> 'confirmed' then 'request_not_searching'
          when deadline_at <= at then 'deadline_passed'
          when live_customers >= ${ctx.settings.whole('max_customers_per_mitra')}::integer then 'mitra_at_capacity'
          else 'accepted'
        end as outcome
        from moment
      ), chat as (
        update chat_sessions c set status = 'active', mitra_id = ${mitraId}, started_at = decision.at,
          ends_at = decision.at + make_interval(mins => c.duration_minutes),
          capacity_at_accept = ${ctx.settings.whole('max_customers_per_mitra')}::integer
        from decision
        where c.id = decision.id and decision.outcome = 'accepted'
        returning c.ends_at, extract(epoch from c.started_at - c.created_at)::float8 as searched
      ), payment as (
        update payment_sessions p set status = 'consumed', consumed_at = decision.at, open_request_id = null
        from decision where p.id = decision.payment_session_id and decision.outcome = 'accepted'
      ), cards as (
        update chat_request_notifications n set ended_at = decision.at,
          status = case when n.mitra_id = ${mitraId} then 'accepted' else 'closed' end
        from decision where n.chat_session_id = decision.id and n.status = 'sent' and decision.outcome = 'accepted'
        returning n.mitra_id
      )
      select outcome, status, customer_id, payment_session_id, display_name, (select ends_at from chat) as ends_at, (select searched from chat) as searched,
        (select array_agg(mitra_id) from cards where mitra_id <> ${mitraId}) as others
      from decision
    `.execute(tx.db)
    const decision = rows[0]
    if (decision === undefined) throw new Refusal('not_found')
    if (decision.outcome === 'accepted_before') return undefined
    if (decision.outcome !== 'accepted') throw new Refusal(decision.outcome, { state: decision.status })

    const { customer_id, payment_session_id, display_name } = decision
    const ends_at = decision.ends_at as Date
    const matched = { chat_session_id: chatId, mitra: { id: mitraId, display_name }, ends_at: ends_at.toISOString() }
    tx.tell([customer_id], { name: 'pairing_matched', data: matched })
    tx.tell([customer_id], { name: 'payment_updated', data: { payment_session_id, status: 'consumed' } })
    tx.tell([mitraId], { name: 'chat_request_closed', data: { chat_session_id: chatId, reason: 'accepted' } })
    tx.tell(decision.others ?? [], { name: 'chat_request_closed', data: { chat_session_id: chatId, reason: 'taken' } })
    tx.schedule('expire_session', { chat_session_id: chatId }, { at: ends_at, key: `session:${chatId}` })
    return { searched: decision.searched, others: new Set(decision.others) }
  })
  if (won?.searched) ctx.metrics.timeToMatch.observe(won.searched)
  ctx.availability.changed()
  return won
}
