import type { Message, Messages, SenderRole } from '@bestie/contracts/chat'
import { messagesPerPage } from '@bestie/contracts/limits'
import type { Ctx } from '../ctx'
import { openBodies } from '../sealing/chat-keys'
import { loadPartOrRequest } from './load-part'
import { nothingYet } from './shape-chat'

/**
 * The messages after `afterSeq`, oldest first, 200 a page (`next_cursor` is the next page's `after_seq`),
 * and how far both sides have read. Refuses `not_found` for anybody who has no part in the chat.
 */
export async function readMessages(
  { db, chatKeys }: Pick<Ctx, 'db' | 'chatKeys'>,
  userId: string,
  chatId: string,
  afterSeq: number,
): Promise<Messages> {
  const { side } = await loadPartOrRequest(db, userId, chatId)
  const [rows, cursors] = await Promise.all([
    db
      .selectFrom('messages')
      .select(['chat_session_id', 'id', 'seq', 'client_message_id', 'sender_role', 'body', 'sealed', 'created_at'])
      .where('chat_session_id', '=', chatId)
      .where('seq', '>', afterSeq)
      .orderBy('seq')
      .limit(messagesPerPage + 1)
      .execute(),
    db
      .selectFrom('chat_cursors')
      .select(['reader_role', 'delivered_seq', 'read_seq'])
      .where('chat_session_id', '=', chatId)
      .execute(),
  ])
  const cursorOf = (reader: SenderRole) => {
    const found = cursors.find((cursor) => cursor.reader_role === reader)
    return found === undefined ? nothingYet : { delivered_seq: found.delivered_seq, read_seq: found.read_seq }
  }
  const opened = await openBodies(chatKeys, rows.slice(0, messagesPerPage))
  const items: Message[] = opened.map((row) => ({ ...row, created_at: row.created_at.toISOString() }))
  return {
    items,
    next_cursor: rows.length > messagesPerPage ? String(items.at(-1)?.seq) : null,
    mine: cursorOf(side),
    theirs: cursorOf(side === 'customer' ? 'mitra' : 'customer'),
  }
}
