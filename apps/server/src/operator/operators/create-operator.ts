import type { OperatorWithPassword } from '@bestie/contracts/operator-operators'
import type { OperatorRole } from '@bestie/contracts/operator-rank'
import { oneTimePassword } from '../../auth/one-time-password'
import { hashPassword } from '../../auth/passwords'
import type { Ctx } from '../../ctx'
import { transact } from '../../db/transact'
import { Refusal } from '../../refusal'
import { type Actor, audit } from '../audit'
import { readOperator } from './read-operators'

/** Creates an account with a password for one sign-in, returned only here. Refuses `operator_exists`. */
export async function createOperator(
  ctx: Ctx,
  admin: Actor,
  { email, role }: { email: string; role: OperatorRole },
): Promise<OperatorWithPassword> {
  const one_time_password = oneTimePassword()
  const password_hash = await hashPassword(one_time_password)
  const id = await transact(ctx, async (tx) => {
    const made = await tx.db
      .insertInto('operators')
      .values({ email, role, password_hash, password_must_change: true })
      .onConflict((conflict) => conflict.column('email').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (made === undefined) throw new Refusal('operator_exists', { state: 'exists' })
    await audit(tx.db, admin, { action: 'create_operator', subject: `operators/${made.id}`, after: { email, role } })
    return made.id
  })
  return { ...(await readOperator(ctx.db, id)), one_time_password }
}
