import type { EndedBy } from '@bestie/contracts/states'
import { type RawBuilder, sql } from 'kysely'
import type { Ctx } from '../ctx'
import type { Tx } from '../db/transact'

/**
 * Takes an active chat into `closing`, where each side may write one goodbye for `goodbye_window_seconds`. Never while an extension
 * is pending: that stands in the row itself. Answers whether it closed; otherwise nothing has changed.
 */
export async function closeSession(
  ctx: Ctx,
  tx: Tx,
  chatId: string,
  endedBy: EndedBy,
  guard: RawBuilder<boolean>,
): Promise<boolean> {
  const { rows } = await sql<{ customer_id: string; mitra_id: string; goodbye_deadline_at: Date }>`
    update chat_sessions c set status = 'closing', ended_by = ${endedBy}, ended_at = clock_timestamp(),
      goodbye_deadline_at = clock_timestamp() + make_interval(secs => ${ctx.settings.whole('goodbye_window_seconds')}::integer)
    where c.id = ${chatId} and c.status = 'active' and c.pending_extension_id is null and ${guard}
    returning c.customer_id, c.mitra_id, c.goodbye_deadline_at
  `.execute(tx.db)
  const closed = rows[0]
  if (closed === undefined) return false
  const data = { chat_session_id: chatId, goodbye_deadline_at: closed.goodbye_deadline_at.toISOString() }
  tx.tell([closed.customer_id, closed.mitra_id], { name: 'session_closing', data })
  tx.schedule('complete_session', { chat_session_id: chatId }, { at: closed.goodbye_deadline_at, key: `session:${chatId}` })
  return true
}
