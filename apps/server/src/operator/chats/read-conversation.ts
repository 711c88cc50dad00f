import type { Conversation } from '@bestie/contracts/operator-chats'
import { sql } from 'kysely'
import type { Ctx } from '../../ctx'
import { transact } from '../../db/transact'
import { refuseRestricted } from '../../privacy/refuse-restricted'
import { Refusal } from '../../refusal'
import { openBodies, type StoredMessage } from '../../sealing/chat-keys'
import { type Actor, audit } from '../audit'

const messagesPerReading = 500

/** The messages of a chat, 500 after `after_seq`; the audit log has who and why. Refuses `not_found`, `account_restricted`. */
export async function readConversation(
  ctx: Ctx,
  supervisor: Actor,
  chatId: string,
  { reason, after_seq }: { reason: string; after_seq: number },
): Promise<Conversation> {
  const rows = await transact(ctx, async (tx) => {
    const chat = await tx.db.selectFrom('chat_sessions').select('customer_id').where('id', '=', chatId).executeTakeFirst()
    if (chat === undefined) throw new Refusal('not_found')
    await refuseRestricted(tx.db, chat.customer_id)
    await audit(tx.db, supervisor, {
      action: 'read_conversation',
      subject: `chat_sessions/${chatId}`,
      after: { reason, after_seq },
    })
    const { rows } = await sql<StoredMessage>`
      select chat_session_id, seq, sender_role, client_message_id, body, sealed, created_at from messages
      where chat_session_id = ${chatId} and seq > ${after_seq} order by seq limit ${messagesPerReading + 1}
    `.execute(tx.db)
    return rows
  })
  const opened = await openBodies(ctx.chatKeys, rows.slice(0, messagesPerReading))
  const items = opened.map(({ seq, sender_role, body, created_at }) => ({
    seq,
    sender_role,
    body,
    created_at: created_at.toISOString(),
  }))
  return { items, next_after_seq: rows.length > messagesPerReading ? (items.at(-1)?.seq ?? null) : null }
}
