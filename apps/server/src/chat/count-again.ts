import { sql } from 'kysely'
import type { Ctx } from '../ctx'

/** Whether a message was refused because its number is taken: a message that was put into the database by hand was not counted. */
export const isUncounted = (error: unknown): boolean => (error as { constraint?: string }).constraint === 'messages_pkey'

/** Counts the messages of these chats again, so that the next one gets a free number. */
export async function countAgain(ctx: Ctx, chatIds: string[]): Promise<void> {
  await sql`
    update chat_sessions c
    set last_seq = greatest(c.last_seq, (select max(m.seq) from messages m where m.chat_session_id = c.id))
    where c.id = any(array(select id from chat_sessions where id = any(${chatIds}::uuid[]) order by id for no key update))
  `.execute(ctx.db)
}
