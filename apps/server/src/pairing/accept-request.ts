import type { MitraChat } from '@bestie/contracts/chat'
import type { RefusalCode } from '@bestie/contracts/errors'
import type { ChatStatus } from '@bestie/contracts/states'
import { sql } from 'kysely'
import { readMitraChats } from '../chat/reads'
import { startedChat } from '../chat/shape-chat'
import type { Ctx } from '../ctx'
import { idsOf } from '../db/ids'
import { inBatches } from '../db/in-batches'
import { lockFirst, transact } from '../db/transact'
import { Refusal } from '../refusal'
import { hasLost, rememberWin } from './recent-wins'
import { isOpenCard } from './request-card'

interface Accept {
  mitraId: string
  chatId: string
}

/** Everything but `mitra` and `chat` is null for a mitra who was never asked; start and end are null if no chat starts. */
type Decision = Parameters<typeof startedChat>[1] & {
  mitra: string
  chat: string
  outcome: 'accepted' | 'accepted_before' | RefusalCode | null
  status: ChatStatus
  customer_id: string
  payment_session_id: string
  display_name: string
  /** From the request to this accept, in seconds. */
  searched: number | null
  /** The mitra whose cards the accept closed. */
  others: string[] | null
}

/**
 * A mitra accepts a request: the first wins, the chat's clock starts, and the payment is `consumed`,
 * all at once or not at all. Repeating a won accept returns the same chat. Refuses `not_found` (never
 * asked), `request_taken`, `request_not_searching`, `request_declined`, `mitra_offline` (going
 * offline closed their card), `deadline_passed`, `mitra_at_capacity`, each with the present state.
 */
export async function acceptRequest(ctx: Ctx, mitraId: string, chatId: string): Promise<MitraChat> {
  const accepted = await accept(ctx, { mitraId, chatId })
  if (accepted === 'lost') throw new Refusal('request_taken', { state: await presentState(ctx, chatId) })
  return accepted
}

/**
 * Accepts of different requests share a commit; those of one request run one after the other. One
 * batch at a time, because then more accepts share it: with two, pairings cost half as much again.
 */
const accept = inBatches<Accept, MitraChat | 'lost'>({
  run: acceptAll,
  about: ({ chatId }) => [chatId],
  together: false,
  most: 50,
  atOnce: 1,
  settled: (ctx, { mitraId, chatId }) => (hasLost(ctx, chatId, mitraId) ? 'lost' : undefined),
})

/** However many mitra lost a request, its row is read once. */
const presentState = inBatches<string, ChatStatus>({
  async run({ db }, chatIds) {
    const { rows } = await sql<{ id: string; status: ChatStatus }>`
      select id, status from chat_sessions
      where id = any(${idsOf([...new Set(chatIds)])})
    `.execute(db)
    const states = new Map(rows.map(({ id, status }) => [id, status]))
    return chatIds.map((id) => states.get(id) ?? new Refusal('not_found'))
  },
  about: (chatId) => [chatId],
  together: true,
  most: 500,
  atOnce: 1,
})

async function acceptAll(ctx: Ctx, accepts: Accept[]): Promise<(MitraChat | Error)[]> {
  const decisions = await decide(ctx, accepts)
  const newlyWon = decisions.filter(({ outcome }) => outcome === 'accepted')
  for (const { chat, searched, others } of newlyWon) {
    rememberWin(ctx, chat, others ?? [])
    if (searched !== null) ctx.metrics.timeToMatch.observe(searched)
  }
  if (newlyWon.length > 0) ctx.availability.changed()
  const wonBefore = await readMitraChats(
    ctx.db,
    decisions.filter(({ outcome }) => outcome === 'accepted_before').map(({ chat }) => chat),
    ctx.settings,
  )
  return decisions.map((decision) => {
    const { chat, outcome, status } = decision
    if (outcome === null) return new Refusal('not_found')
    if (outcome === 'accepted') return startedChat(chat, decision, ctx.settings)
    if (outcome !== 'accepted_before') return new Refusal(outcome, { state: status })
    return wonBefore.get(chat) ?? new Error('a chat that was won cannot be read')
  })
}

/** The transition itself, for accepts of different requests. Returns the outcome of each, in order. */
async function decide(ctx: Ctx, accepts: Accept[]): Promise<Decision[]> {
  const given = JSON.stringify(accepts.map(({ mitraId, chatId }, position) => ({ position, mitra: mitraId, chat: chatId })))
  const capacity = ctx.settings.whole('max_customers_per_mitra')
  return await transact(ctx, async (tx) => {
    // A mitra's accepts, toggles and closings queue on the mitra's row; a request's endings and late cards queue on the
    // request's row. The next statement takes its snapshot after both waits, so it counts every chat won and sees every card
    // sent meanwhile. Counting in the waiting statement would not. (Arrays instead of JSON would be planned anew each time.)
    await sql`${lockFirst}
      with given as materialized (
        select * from jsonb_to_recordset(${given}::jsonb) as given (mitra uuid, chat uuid)
      ), locked as materialized (
        select id from mitras where id = any(array(select mitra from given)) order by id for no key update
      )
      -- The count comes before the first row here is read, so the mitra's lock is waited for before the request's.
      select from chat_sessions
      where id = any(array(select chat from given)) and (select count(*) from locked) >= 0 order by id for no key update
    `.execute(tx.db)
    const { rows } = await sql<Decision>`
      with given as materialized (
        select * from jsonb_to_recordset(${given}::jsonb) as given (position integer, mitra uuid, chat uuid)
      ), request as materialized (
        select given.position, c.id, c.status, c.customer_id, c.mitra_id, c.request_type, c.topic_sensitivity, c.duration_minutes,
          c.window_seconds, c.deadline_at, c.payment_session_id, n.mitra_id as asked_mitra, n.status as asked, p.status as payment_status,
          p.amount as gross_amount, m.display_name, m.is_online
        from given
        join chat_sessions c on c.id = given.chat
        join chat_request_notifications n on n.chat_session_id = c.id and n.mitra_id = given.mitra
        join payment_sessions p on p.id = c.payment_session_id
        join mitras m on m.id = n.mitra_id
        order by c.id for no key update of c, n, p
      ), load as materialized (
        -- The same rule as in presence/live-customers.ts, which cannot tell who is new.
        select request.id, live.others, live.is_new
        from request cross join lateral (
          select count(distinct c.customer_id) filter (where c.customer_id <> request.customer_id) as others,
            bool_or(c.customer_id = request.customer_id) is not true as is_new
          from chat_sessions c where c.mitra_id = request.asked_mitra and c.status in ('active', 'closing')
        ) live
      ), moment as materialized (
        -- The clock is read once for each accept, after the wait for every lock: guard and chat's start mean the same instant.
        select request.*, load.others, load.is_new, clock_timestamp() as at from request join load using (id)
      ), judged as (
        select moment.*, case
          when status in ('active', 'closing', 'completed') and mitra_id = asked_mitra and asked = 'accepted' then 'accepted_before'
          when status in ('active', 'closing', 'completed') then 'request_taken'
          when status <> 'searching' then 'request_not_searching'
          when asked = 'declined' then 'request_declined'
          -- A blast may have seen them online at the very moment they switched off: such a card counts as closed.
          when asked = 'closed' or not is_online then 'mitra_offline'
          when asked <> 'sent' or payment_status <> 'confirmed' then 'request_not_searching'
          when deadline_at <= at then 'deadline_passed'
          else 'possible'
        end as finding
        from moment
      ), decision as materialized (
        -- Of several accepts by one mitra in a batch, each also counts the new customers whom the ones before it may bring.
        select judged.*, case
          when finding <> 'possible' then finding
          when others + (count(*) filter (where finding = 'possible' and is_new) over before) * is_new::integer >= ${capacity}::integer
            then 'mitra_at_capacity'
          else 'accepted'
        end as outcome
        from judged
        window before as (partition by asked_mitra order by position rows between unbounded preceding and 1 preceding)
      ), chat as (
        update chat_sessions c set status = 'active', mitra_id = decision.asked_mitra, started_at = decision.at,
          ends_at = decision.at + make_interval(mins => c.duration_minutes), capacity_at_accept = ${capacity}::integer
        from decision
        where c.id = decision.id and decision.outcome = 'accepted'
        returning c.id, c.started_at, c.ends_at, extract(epoch from c.started_at - c.created_at)::float8 as searched
      ), payment as (
        update payment_sessions p set status = 'consumed', consumed_at = decision.at, open_request_id = null
        from decision where p.id = decision.payment_session_id and decision.outcome = 'accepted'
      ), cards as (
        update chat_request_notifications n set ended_at = decision.at,
          status = case when n.mitra_id = decision.asked_mitra then 'accepted' else 'closed' end
        from decision where n.chat_session_id = decision.id and ${isOpenCard} and decision.outcome = 'accepted'
        returning n.chat_session_id, n.mitra_id, n.status
      ), closed as (
        select chat_session_id, json_agg(mitra_id) as others from cards where status = 'closed' group by chat_session_id
      )
      select given.mitra, given.chat, decision.outcome, decision.status, decision.customer_id, decision.payment_session_id,
        decision.display_name, decision.request_type, decision.topic_sensitivity, decision.duration_minutes, decision.window_seconds,
        decision.deadline_at, decision.gross_amount, customer.call_name, chat.started_at, chat.ends_at, chat.searched, closed.others
      from given
      left join decision on decision.id = given.chat
      left join customers customer on customer.id = decision.customer_id
      left join chat on chat.id = given.chat
      left join closed on closed.chat_session_id = given.chat
      order by given.position
    `.execute(tx.db)
    for (const decision of rows) {
      if (decision.outcome !== 'accepted') continue
      const { mitra, chat: chat_session_id, customer_id, payment_session_id, display_name, ends_at } = decision
      const matched = { chat_session_id, mitra: { id: mitra, display_name }, ends_at: ends_at.toISOString() }
      tx.tell([customer_id], { name: 'pairing_matched', data: matched })
      tx.tell([customer_id], { name: 'payment_updated', data: { payment_session_id, status: 'consumed' } })
      tx.tell([mitra], { name: 'chat_request_closed', data: { chat_session_id, reason: 'accepted' } })
      tx.tell(decision.others ?? [], { name: 'chat_request_closed', data: { chat_session_id, reason: 'taken' } })
      tx.schedule('expire_session', { chat_session_id }, { at: ends_at, key: `session:${chat_session_id}` })
    }
    return rows
  })
}
