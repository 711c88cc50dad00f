import type { OperatorPerson } from '@bestie/contracts/operator-operators'
import type { OperatorRole } from '@bestie/contracts/operator-rank'
import type { Ctx } from '../../ctx'
import type { Actor } from '../audit'
import { changeOperator } from './change-operator'

/** Changes a colleague's rank, from their next request on. Refuses `not_found`, and `oneself`: so an admin always remains. */
export async function changeRole(ctx: Ctx, admin: Actor, operatorId: string, role: OperatorRole): Promise<OperatorPerson> {
  return await changeOperator(ctx, admin, operatorId, {
    action: 'change_role',
    isDone: (account) => account.role === role,
    before: (account) => ({ role: account.role }),
    after: { role },
    apply: (tx) => tx.db.updateTable('operators').set({ role }).where('id', '=', operatorId).execute(),
  })
}
