import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { transact } from '../db/transact'
import { askLateJoiners } from '../pairing/ask-late-joiners'

/**
 * Switches a mitra on, and asks them for every general request that is searching
 * now; a job does so too, should this process die first. Repeating changes nothing.
 */
export async function goOnline(ctx: Ctx, mitraId: string): Promise<void> {
  await transact(ctx, async (tx) => {
    const switched = await tx.db
      .updateTable('mitras')
      .set({ is_online: true, last_reached_at: sql<Date>`clock_timestamp()` })
      .where('id', '=', mitraId)
      .where('is_online', '=', false)
      .where('suspended_at', 'is', null)
      .returning('id')
      .execute()
    if (switched.length === 0) return
    tx.tell([mitraId], { name: 'mitra_status', data: { is_online: true } })
    tx.schedule('offer_freed_mitra', { mitra_id: mitraId })
  })
  await askLateJoiners(ctx, { mitraId })
  await ctx.availability.readAnew()
}
