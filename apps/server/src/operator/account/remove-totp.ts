import type { OperatorSelf } from '@bestie/contracts/operator-account'
import type { Ctx } from '../../ctx'
import { transact } from '../../db/transact'
import { Refusal } from '../../refusal'
import { audit, type Operator } from '../audit'
import { proveOneself } from './prove-oneself'
import { readSelf } from './read-self'

/**
 * Removes one's own second factor, given the password and a code of it. Refuses `totp_obligatory`, `totp_not_begun`,
 * `password_wrong`, `code_invalid`, `rate_limited`.
 */
export async function removeTotp(
  ctx: Ctx,
  operator: Operator,
  { password, totp }: { password: string; totp: string },
): Promise<OperatorSelf> {
  const self = await readSelf(ctx.db, operator.id)
  if (self.totp_required) throw new Refusal('totp_obligatory', { state: 'required' })
  if (!self.totp_enabled) throw new Refusal('totp_not_begun', { state: 'none' })
  await proveOneself(ctx, operator, password, totp)
  await transact(ctx, async (tx) => {
    const removed = await tx.db
      .updateTable('operators')
      .set({ totp_secret: null, totp_confirmed_at: null })
      .where('id', '=', operator.id)
      .where('totp_required', '=', false)
      .executeTakeFirst()
    if (removed.numUpdatedRows === 0n) throw new Refusal('totp_obligatory', { state: 'required' })
    await audit(tx.db, operator, { action: 'remove_totp', subject: `operators/${operator.id}` })
  })
  return await readSelf(ctx.db, operator.id)
}
