import type { OperatorPerson } from '@bestie/contracts/operator-operators'
import type { Ctx } from '../../ctx'
import type { Actor } from '../audit'
import { changeOperator } from './change-operator'

/** Sets whether an account must have a second factor; without one it can only set it up. Refuses `not_found`, `forbidden`. */
export async function requireTotp(ctx: Ctx, supervisor: Actor, operatorId: string, required: boolean): Promise<OperatorPerson> {
  return await changeOperator(ctx, supervisor, operatorId, {
    action: 'require_totp',
    oneself: true,
    isDone: (account) => account.totp_required === required,
    before: (account) => ({ required: account.totp_required }),
    after: { required },
    apply: (tx) => tx.db.updateTable('operators').set({ totp_required: required }).where('id', '=', operatorId).execute(),
  })
}
