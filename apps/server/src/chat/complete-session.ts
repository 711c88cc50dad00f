import type { EndedBy } from '@bestie/contracts/states'
import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { type Tx, transact } from '../db/transact'

/** Completes a chat whose goodbye window has passed, by the clock. Called too early, it changes nothing. */
export async function completeSession(ctx: Ctx, chatId: string): Promise<void> {
  await transact(ctx, (tx) => complete(tx, chatId, { onlyIfOverdue: true }))
  ctx.availability.changed()
}

/**
 * Completes a closing chat. Its mitra has room again, so a job asks them
 * for the searching requests. A chat that is not `closing` stays as it is.
 */
export async function complete(tx: Tx, chatId: string, { onlyIfOverdue } = { onlyIfOverdue: false }): Promise<void> {
  const { rows } = await sql<{ customer_id: string; mitra_id: string; ended_by: EndedBy }>`
    update chat_sessions set status = 'completed', completed_at = clock_timestamp()
    where id = ${chatId} and status = 'closing' and (not ${onlyIfOverdue} or goodbye_deadline_at <= clock_timestamp())
    returning customer_id, mitra_id, ended_by
  `.execute(tx.db)
  const completed = rows[0]
  if (completed === undefined) return
  const { customer_id, mitra_id, ended_by } = completed
  tx.tell([customer_id, mitra_id], { name: 'session_completed', data: { chat_session_id: chatId, ended_by } })
  tx.schedule('offer_freed_mitra', { mitra_id })
}
