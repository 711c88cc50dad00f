import type { ChatLife } from '@bestie/contracts/operator-chats'
import { sql } from 'kysely'
import { closeSessions } from '../../chat/close-session'
import type { Ctx } from '../../ctx'
import { transact } from '../../db/transact'
import { Refusal } from '../../refusal'
import { type Actor, audit } from '../audit'
import { readChatLife } from './read-chats'

/**
 * A supervisor ends an active chat, with a reason: it becomes `closing`, with its goodbye window and `ended_by` operator.
 * Refuses `not_found`, `chat_not_active`, and `extension_open` while an extension is being decided.
 */
export async function endChat(ctx: Ctx, supervisor: Actor, chatId: string, reason: string): Promise<ChatLife> {
  const { status: before } = await readChatLife(ctx.db, chatId)
  const closed = await transact(ctx, async (tx) => {
    if ((await closeSessions(ctx, tx, 'operator', sql`c.id = ${chatId}`)).length === 0) return false
    await audit(tx.db, supervisor, {
      action: 'end_chat',
      subject: `chat_sessions/${chatId}`,
      before: { status: before },
      after: { reason },
    })
    return true
  })
  const chat = await readChatLife(ctx.db, chatId)
  if (!closed) throw new Refusal(chat.status === 'active' ? 'extension_open' : 'chat_not_active', { state: chat.status })
  return chat
}
