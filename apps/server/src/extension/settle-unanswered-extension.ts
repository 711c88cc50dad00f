import type { Ctx } from '../ctx'
import { transact } from '../db/transact'
import { grantExtension } from './grant-extension'
import { lockExtension } from './lock-extension'
import { refuseExtension } from './refuse-extension'

/**
 * Decides an extension whose deadline has passed, by the default stored with it. Silence approves
 * only if the mitra is online, read in the deciding statement, and connected, probed just before
 * it; unknown counts as not connected. Called too early, or after the decision, it changes nothing.
 */
export async function settleUnansweredExtension(ctx: Ctx, extensionId: string): Promise<void> {
  const asked = await ctx.db
    .selectFrom('extensions as e')
    .innerJoin('chat_sessions as c', 'c.id', 'e.chat_session_id')
    .select('c.mitra_id')
    .where('e.id', '=', extensionId)
    .where('e.status', '=', 'pending')
    .executeTakeFirst()
  if (!asked?.mitra_id) return
  const isConnected = await ctx.realtime.isConnected(asked.mitra_id).catch(() => false)
  await transact(ctx, async (tx) => {
    const extension = await lockExtension(tx, extensionId)
    if (extension?.status !== 'pending' || extension.in_time) return
    if (extension.default_action === 'auto_reject') await refuseExtension(ctx, tx, extension, 'auto_rejected')
    else if (!isConnected || !(await grantExtension(tx, extension, 'auto_approved')))
      await refuseExtension(ctx, tx, extension, 'safeguard_tripped')
  })
}
