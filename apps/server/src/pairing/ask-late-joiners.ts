import { type RawBuilder, sql } from 'kysely'
import type { Ctx } from '../ctx'
import { inBatches } from '../db/in-batches'
import { transact } from '../db/transact'
import { availableMitras } from '../presence/available-mitras'
import { cardOf } from './request-card'

/**
 * Asks mitra who became available while general requests were searching: with `chatIds` every such mitra, for these requests;
 * with `mitraId` this one, for all requests. Reopens a card that was closed when its mitra went offline, but not a declined one.
 * Both sides call this after their own commit (a blast, and whatever makes a mitra available),
 * so whichever commits last sees the other, and no mitra is missed between two snapshots.
 */
export async function askLateJoiners(ctx: Ctx, { chatIds, mitraId }: { chatIds?: string[]; mitraId?: string }): Promise<void> {
  const capacity = ctx.settings.whole('max_customers_per_mitra')
  // After a blast almost every mitra has a card already. Those who lack one (fewer cards than there are requests) are found first,
  // so that nobody else's chats are counted again.
  // The requests travel as JSON, for which PostgreSQL keeps one plan at any length; for arrays it plans anew each time.
  const among: RawBuilder<boolean> =
    chatIds === undefined
      ? sql`m.id = ${mitraId}`
      : sql`m.id = any(array(
          select o.id from mitras o left join (
            select card.mitra_id, count(*) as cards
            from jsonb_array_elements_text(${JSON.stringify(chatIds)}::jsonb) as chat (id) cross join lateral (
              -- OFFSET 0 keeps the planner from reading every card there ever was.
              select mitra_id from chat_request_notifications n where n.chat_session_id = chat.id::uuid and n.status <> 'closed' offset 0) card
            group by card.mitra_id
          ) asked on asked.mitra_id = o.id
          where o.is_online and coalesce(asked.cards, 0) < ${chatIds.length}::integer))`
  const theirs = mitraId === undefined ? sql`` : sql`and n.mitra_id = ${mitraId}`
  if (chatIds !== undefined) {
    const { rows } = await sql`select from ${availableMitras(capacity, among)} free limit 1`.execute(ctx.db)
    if (rows.length === 0) return
  }
  await transact(ctx, async (tx) => {
    const { rows } = await sql<Parameters<typeof cardOf>[0] & { asked: string[] }>`
      with request as materialized (
        select c.*, customer.call_name from chat_sessions c join customers customer on customer.id = c.customer_id
        where c.status = 'searching' and c.request_type = 'general' and c.deadline_at > clock_timestamp()
          and (${chatIds ?? null}::uuid[] is null or c.id = any(${chatIds ?? null}::uuid[]))
        order by c.id for no key update of c
      ), free as materialized (
        select id from ${availableMitras(capacity, among)} free
      ), asked as (
        insert into chat_request_notifications (chat_session_id, mitra_id)
        -- The cards of each request are read once, before the first is written. With statistics from an empty table, a NOT EXISTS
        -- would read the table for each pair, with all that is just being written.
        select request.id, free.id from request cross join free
        except
        select request.id, card.mitra_id from request cross join lateral (
          select mitra_id from chat_request_notifications n where n.chat_session_id = request.id ${theirs} and n.status <> 'closed' offset 0) card
        on conflict (chat_session_id, mitra_id) do update set status = 'sent', ended_at = null
          where chat_request_notifications.status = 'closed'
        returning chat_session_id, mitra_id
      )
      select request.id as chat_session_id, request.request_type, request.topic_sensitivity, request.duration_minutes,
        request.deadline_at, request.window_seconds, request.call_name, json_agg(asked.mitra_id) as asked
      from request join asked on asked.chat_session_id = request.id
      group by request.id, request.request_type, request.topic_sensitivity, request.duration_minutes, request.deadline_at,
        request.window_seconds, request.call_name
    `.execute(tx.db)
    for (const request of rows) tx.tell(request.asked, { name: 'chat_request', data: cardOf(request) })
  })
}

/**
 * Asks, for every searching general request, all mitra who are available and were not asked: because they have room since the
 * capacity was raised, or because a process died before it asked them.
 */
export async function askAllWhoAreFree(ctx: Ctx): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from chat_sessions where status = 'searching' and request_type = 'general'
  `.execute(ctx.db)
  await Promise.all(rows.map(({ id }) => askWhoCame(ctx, id)))
}

/**
 * Asks the mitra who became available and have no card of this request yet. Up to 50 requests share one query, and are locked only
 * for as long as it takes.
 */
export const askWhoCame = inBatches<string, void>({
  async run(ctx, chatIds) {
    await askLateJoiners(ctx, { chatIds })
    return chatIds.map(() => undefined)
  },
  about: (chatId) => [chatId],
  together: true,
  most: 50,
  atOnce: 1,
})
