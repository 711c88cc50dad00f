import type { Extension } from '@bestie/contracts/extension'
import type { Ctx } from '../ctx'
import { transact } from '../db/transact'
import { Refusal } from '../refusal'
import { grantExtension } from './grant-extension'
import { lockExtension } from './lock-extension'
import { readExtension } from './reads'

/**
 * The mitra approves an extension before its deadline. Repeating succeeds and changes
 * nothing. Refuses `not_found`, `extension_decided` with the decision, `deadline_passed`.
 */
export async function approveExtension(ctx: Ctx, mitraId: string, extensionId: string): Promise<Extension> {
  await transact(ctx, async (tx) => {
    const extension = await lockExtension(tx, extensionId)
    if (extension?.mitra_id !== mitraId) throw new Refusal('not_found')
    if (extension.status === 'approved') return
    if (extension.status !== 'pending') throw new Refusal('extension_decided', { state: extension.status })
    if (!extension.in_time) throw new Refusal('deadline_passed', { state: extension.status })
    await grantExtension(tx, extension, 'approved')
  })
  return await readExtension(ctx.db, extensionId)
}
