import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { Refusal } from '../refusal'
import { loadPart } from './load-part'

/**
 * Stores a customer's rating (1 to 5 stars) of a chat that is closing or completed; rating again replaces it. Refuses `not_found`,
 * `chat_active` while the chat goes on, and `unauthenticated` if the customer has just been erased.
 */
export async function rateChat(
  ctx: Ctx,
  customerId: string,
  chatId: string,
  { stars, comment }: { stars: number; comment?: string | undefined },
): Promise<void> {
  const { status } = await loadPart(ctx.db, customerId, chatId)
  const rated = await sql`
    insert into ratings (chat_session_id, stars, comment)
    select c.id, ${stars}::integer, ${comment ?? null}
    from chat_sessions c join customers u on u.id = c.customer_id and u.erased_at is null
    where c.id = ${chatId} and c.status in ('closing', 'completed')
    for key share of u
    on conflict (chat_session_id) do update set stars = excluded.stars, comment = excluded.comment
  `.execute(ctx.db)
  if (rated.numAffectedRows !== 0n) return
  throw status === 'active' ? new Refusal('chat_active', { state: status }) : new Refusal('unauthenticated')
}
