import type { OperatorSelf } from '@bestie/contracts/operator-account'
import { hashPassword } from '../../auth/passwords'
import { hashOfToken } from '../../auth/tokens'
import type { Ctx } from '../../ctx'
import { transact } from '../../db/transact'
import { Refusal } from '../../refusal'
import { audit, type Operator } from '../audit'
import { proveOneself } from './prove-oneself'
import { readSelf } from './read-self'

/**
 * Changes one's own password and ends every session except the one with `token`. Refuses
 * `password_wrong`, `rate_limited`, and `invalid_request` for the same password or one that is the email.
 */
export async function changePassword(
  ctx: Ctx,
  operator: Operator,
  token: string,
  { password, new_password }: { password: string; new_password: string },
): Promise<OperatorSelf> {
  const { email, provenHash } = await proveOneself(ctx, operator, password)
  if (new_password === password || new_password.toLowerCase() === email) {
    throw new Refusal('invalid_request', { fields: [{ path: '/new_password', message: 'another password' }] })
  }
  const password_hash = await hashPassword(new_password)
  await transact(ctx, async (tx) => {
    // An admin's concurrent reset stands.
    const { numUpdatedRows } = await tx.db
      .updateTable('operators')
      .set({ password_hash, password_must_change: false })
      .where('id', '=', operator.id)
      .where('password_hash', '=', provenHash)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw new Refusal('password_wrong')
    await tx.db
      .deleteFrom('access_tokens')
      .where('user_id', '=', operator.id)
      .where('token_hash', '<>', hashOfToken(token))
      .execute()
    await audit(tx.db, operator, { action: 'change_password', subject: `operators/${operator.id}` })
  })
  return await readSelf(ctx.db, operator.id)
}
