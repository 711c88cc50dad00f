import type { OperatorPerson } from '@bestie/contracts/operator-operators'
import { sql } from 'kysely'
import { signOutEverywhere } from '../../auth/sign-out-everywhere'
import type { Ctx } from '../../ctx'
import type { Actor } from '../audit'
import { changeOperator } from './change-operator'

/** Bars a colleague from signing in, and signs them out everywhere. Refuses `not_found`, `oneself`. */
export async function disableOperator(ctx: Ctx, admin: Actor, operatorId: string, reason: string): Promise<OperatorPerson> {
  return await changeOperator(ctx, admin, operatorId, {
    action: 'disable_operator',
    isDone: (account) => account.disabled_at !== null,
    after: { reason },
    async apply(tx) {
      await sql`update operators set disabled_at = clock_timestamp() where id = ${operatorId}`.execute(tx.db)
      await signOutEverywhere(tx.db, operatorId)
    },
  })
}

/** Lets a disabled colleague sign in again. Refuses `not_found`, `oneself`. */
export async function enableOperator(ctx: Ctx, admin: Actor, operatorId: string, reason: string): Promise<OperatorPerson> {
  return await changeOperator(ctx, admin, operatorId, {
    action: 'enable_operator',
    isDone: (account) => account.disabled_at === null,
    after: { reason },
    apply: (tx) => tx.db.updateTable('operators').set({ disabled_at: null }).where('id', '=', operatorId).execute(),
  })
}
