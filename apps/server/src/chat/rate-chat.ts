import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { Refusal } from '../refusal'
import { loadPart } from './load-part'

/** Stores a customer's rating of a chat that is closing or completed; rating again replaces it. Refuses `not_found`, `chat_active`. */
export async function rateChat(
  ctx: Ctx,
  customerId: string,
  chatId: string,
  { stars, comment }: { stars: number; comment?: string | undefined },
): Promise<void> {
  const { status } = await loadPart(ctx.db, customerId, chatId)
  const rated = await sql`
    insert into ratings (chat_session_id, stars, comment)
    select id, ${stars}::integer, ${comment ?? null} from chat_sessions where id = ${chatId} and status in ('closing', 'completed')
    on conflict (chat_session_id) do update set stars = excluded.stars, comment = excluded.comment
  `.execute(ctx.db)
  if (rated.numAffectedRows === 0n) throw new Refusal('chat_active', { state: status })
}
