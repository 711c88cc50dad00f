import type { SenderRole } from '@bestie/contracts/chat'
import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { transact } from '../db/transact'
import { Refusal } from '../refusal'
import { closeSessions } from './close-session'
import { loadPartOrRequest } from './load-part'

/**
 * One side ends the chat early, where its `early_end_*` flag allows: `closing`, with that side as `ended_by`. Repeating
 * succeeds and changes nothing. Refuses `not_found`, `early_end_disabled`, `extension_open`, `chat_not_active`.
 */
export async function endSession(ctx: Ctx, user: { id: string; role: SenderRole }, chatId: string): Promise<void> {
  const { status } = await loadPartOrRequest(ctx.db, user.id, chatId)
  const flag = user.role === 'customer' ? 'early_end_customer_enabled' : 'early_end_mitra_enabled'
  if (status === 'active' && !ctx.settings.flag(flag)) throw new Refusal('early_end_disabled', { state: status })
  const closed = await transact(ctx, (tx) => closeSessions(ctx, tx, user.role, sql`c.id = ${chatId}`))
  if (closed.length > 0) return
  const now = await ctx.db
    .selectFrom('chat_sessions')
    .select(['status', 'ended_by'])
    .where('id', '=', chatId)
    .executeTakeFirstOrThrow()
  if (now.status === 'active') throw new Refusal('extension_open', { state: now.status })
  const wasChat = now.status === 'closing' || now.status === 'completed'
  if (!wasChat || now.ended_by !== user.role) throw new Refusal('chat_not_active', { state: now.status })
}
