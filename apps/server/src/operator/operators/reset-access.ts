import type { OperatorPerson, OperatorWithPassword } from '@bestie/contracts/operator-operators'
import { oneTimePassword } from '../../auth/one-time-password'
import { hashPassword } from '../../auth/passwords'
import { signOutEverywhere } from '../../auth/sign-out-everywhere'
import type { Ctx } from '../../ctx'
import type { Actor } from '../audit'
import { changeOperator } from './change-operator'

/** Removes a lost second factor from an account and signs it out everywhere. Refuses `not_found`, `oneself`. */
export async function resetTotp(ctx: Ctx, admin: Actor, operatorId: string, reason: string): Promise<OperatorPerson> {
  return await changeOperator(ctx, admin, operatorId, {
    action: 'reset_totp',
    after: { reason },
    async apply(tx) {
      await tx.db
        .updateTable('operators')
        .set({ totp_secret: null, totp_confirmed_at: null })
        .where('id', '=', operatorId)
        .execute()
      await signOutEverywhere(tx.db, operatorId)
    },
  })
}

/** Sets a password for one sign-in, returned only here, and ends the colleague's sessions. Refuses `not_found`, `oneself`. */
export async function resetPassword(ctx: Ctx, admin: Actor, operatorId: string, reason: string): Promise<OperatorWithPassword> {
  const one_time_password = oneTimePassword()
  const password_hash = await hashPassword(one_time_password)
  const person = await changeOperator(ctx, admin, operatorId, {
    action: 'reset_password',
    after: { reason },
    async apply(tx) {
      await tx.db
        .updateTable('operators')
        .set({ password_hash, password_must_change: true })
        .where('id', '=', operatorId)
        .execute()
      await signOutEverywhere(tx.db, operatorId)
    },
  })
  return { ...person, one_time_password }
}
