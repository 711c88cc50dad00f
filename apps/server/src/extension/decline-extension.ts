import type { Extension } from '@bestie/contracts/extension'
import type { Ctx } from '../ctx'
import { transact } from '../db/transact'
import { Refusal } from '../refusal'
import { lockExtension } from './lock-extension'
import { readExtension } from './reads'
import { refuseExtension } from './refuse-extension'

/**
 * The mitra declines an extension before its deadline: nothing is charged. Repeating succeeds and
 * changes nothing. Refuses `not_found`, `extension_decided` with the decision, `deadline_passed`.
 */
export async function declineExtension(ctx: Ctx, mitraId: string, extensionId: string): Promise<Extension> {
  await transact(ctx, async (tx) => {
    const extension = await lockExtension(tx, extensionId)
    if (extension?.mitra_id !== mitraId) throw new Refusal('not_found')
    if (extension.status === 'rejected') return
    if (extension.status !== 'pending') throw new Refusal('extension_decided', { state: extension.status })
    if (!extension.in_time) throw new Refusal('deadline_passed', { state: extension.status })
    await refuseExtension(ctx, tx, extension, 'rejected')
  })
  return await readExtension(ctx.db, extensionId)
}
