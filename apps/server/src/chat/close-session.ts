import type { EndedBy } from '@bestie/contracts/states'
import { type RawBuilder, sql } from 'kysely'
import type { Ctx } from '../ctx'
import type { Tx } from '../db/transact'

/**
 * Moves the active chats that match `which` (a condition on `c`) to `closing`; each side may then write one goodbye
 * within `goodbye_window_seconds`. The row itself rules out a chat with a pending extension. Returns the ids it closed.
 */
export async function closeSessions(ctx: Ctx, tx: Tx, endedBy: EndedBy, which: RawBuilder<boolean>): Promise<string[]> {
  const { rows } = await sql<{ id: string; customer_id: string; mitra_id: string; goodbye_deadline_at: Date }>`
    update chat_sessions c set status = 'closing', ended_by = ${endedBy}, ended_at = clock_timestamp(),
      goodbye_deadline_at = clock_timestamp() + make_interval(secs => ${ctx.settings.whole('goodbye_window_seconds')}::integer)
    where c.status = 'active' and c.pending_extension_id is null and ${which}
    returning c.id, c.customer_id, c.mitra_id, c.goodbye_deadline_at
  `.execute(tx.db)
  for (const { id, customer_id, mitra_id, goodbye_deadline_at } of rows) {
    const data = { chat_session_id: id, goodbye_deadline_at: goodbye_deadline_at.toISOString() }
    tx.tell([customer_id, mitra_id], { name: 'session_closing', data })
    tx.schedule('complete_session', { chat_session_id: id }, { at: goodbye_deadline_at, key: `session:${id}` })
  }
  return rows.map(({ id }) => id)
}
