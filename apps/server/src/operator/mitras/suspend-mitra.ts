import type { MitraProfile } from '@bestie/contracts/operator-mitras'
import { sql } from 'kysely'
import { signOutEverywhere } from '../../auth/sign-out-everywhere'
import type { Ctx } from '../../ctx'
import { transact } from '../../db/transact'
import { switchOff } from '../../presence/go-offline'
import { type Actor, audit } from '../audit'
import { readMitraProfile } from './read-mitras'

/**
 * Suspends a mitra: signs them out everywhere, bars new sign-ins, switches them off and closes
 * their open cards. Live chats go on to their end. Repeating changes nothing. Refuses `not_found`.
 */
export async function suspendMitra(ctx: Ctx, supervisor: Actor, mitraId: string, reason: string): Promise<MitraProfile> {
  await transact(ctx, async (tx) => {
    const { numAffectedRows } = await sql`
      update mitras set suspended_at = clock_timestamp() where id = ${mitraId} and suspended_at is null
    `.execute(tx.db)
    if (numAffectedRows === 0n) return
    await switchOff(ctx, tx, mitraId, 'operator')
    await signOutEverywhere(tx.db, mitraId)
    await tx.db.deleteFrom('push_subscriptions').where('user_id', '=', mitraId).execute()
    await audit(tx.db, supervisor, { action: 'suspend_mitra', subject: `mitras/${mitraId}`, after: { reason } })
  })
  ctx.availability.changed()
  return await readMitraProfile(ctx, mitraId)
}

/** Ends a suspension; the mitra signs in and goes online again. Changes nothing if repeated or erased. Refuses `not_found`. */
export async function unsuspendMitra(ctx: Ctx, supervisor: Actor, mitraId: string, reason: string): Promise<MitraProfile> {
  await transact(ctx, async (tx) => {
    const { numUpdatedRows } = await tx.db
      .updateTable('mitras')
      .set({ suspended_at: null })
      .where('id', '=', mitraId)
      .where('suspended_at', 'is not', null)
      .where('erased_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return
    await audit(tx.db, supervisor, { action: 'unsuspend_mitra', subject: `mitras/${mitraId}`, after: { reason } })
  })
  return await readMitraProfile(ctx, mitraId)
}
