import type { ReaderCursor, SenderRole } from '@bestie/contracts/chat'
import { sql } from 'kysely'
import type { Ctx } from '../ctx'

/** Which of a reader's two cursors moves. A message that was read was also delivered. */
export type Mark = 'delivered' | 'read'

/**
 * Moves a reader's cursor up to `upToSeq`, never back and never past the last message. Returns whom
 * to tell and the new cursor, or undefined if nothing moved or the reader has no part in the chat.
 */
export async function markRead(
  ctx: Ctx,
  reader: { id: string; role: SenderRole },
  chatId: string,
  upToSeq: number,
  mark: Mark,
): Promise<{ other: string; up_to_seq: number } | undefined> {
  const { rows } = await sql<ReaderCursor & { other: string }>`
    with chat as (
      select id, least(${upToSeq}::integer, last_seq) as up_to, case when ${reader.role} = 'customer' then mitra_id else customer_id end as other
      from chat_sessions
      where id = ${chatId} and status in ('active', 'closing', 'completed')
        and ${reader.id} = case when ${reader.role} = 'customer' then customer_id else mitra_id end
    ), moved as (
      insert into chat_cursors as cursor (chat_session_id, reader_role, delivered_seq, read_seq)
      select id, ${reader.role}, up_to, case when ${mark} = 'read' then up_to else 0 end from chat where up_to > 0
      on conflict (chat_session_id, reader_role) do update set
        delivered_seq = greatest(cursor.delivered_seq, excluded.delivered_seq),
        read_seq = greatest(cursor.read_seq, excluded.read_seq)
      where cursor.delivered_seq < excluded.delivered_seq or cursor.read_seq < excluded.read_seq
      returning delivered_seq, read_seq
    )
    select moved.*, chat.other from moved, chat
  `.execute(ctx.db)
  const moved = rows[0]
  return moved && { other: moved.other, up_to_seq: mark === 'read' ? moved.read_seq : moved.delivered_seq }
}
