import type { OperatorRole } from '@bestie/contracts/operator-account'
import type { AuditAction } from '@bestie/contracts/operator-audit'
import type { OperatorPerson } from '@bestie/contracts/operator-people'
import { sql } from 'kysely'
import type { Ctx } from '../../ctx'
import { type Tx, transact } from '../../db/transact'
import { Refusal } from '../../refusal'
import { type Actor, audit } from '../audit'
import { readOperator } from './read-operators'

const rank = { operator: 1, supervisor: 2, admin: 3 }

/** One change of a colleague's account, and how it reads in the audit log. */
interface Change {
  action: AuditAction
  before?: (account: { role: OperatorRole; totp_required: boolean }) => unknown
  after?: unknown
  /** Whether one may do it to oneself. */
  oneself?: boolean
  apply(tx: Tx): Promise<unknown>
}

/** Changes a colleague's account under its lock. Refuses `not_found`, `oneself`, and `forbidden` for somebody of a higher rank. */
export async function changeOperator(ctx: Ctx, actor: Actor, operatorId: string, change: Change): Promise<OperatorPerson> {
  if (actor.id === operatorId && !change.oneself) throw new Refusal('oneself', { state: actor.role })
  await transact(ctx, async (tx) => {
    const { rows } = await sql<{ role: OperatorRole; totp_required: boolean }>`
      select role, totp_required from operators where id = ${operatorId} for no key update
    `.execute(tx.db)
    const account = rows[0]
    if (account === undefined) throw new Refusal('not_found')
    if (rank[account.role] > rank[actor.role as OperatorRole]) throw new Refusal('forbidden')
    await change.apply(tx)
    await audit(tx.db, actor, {
      action: change.action,
      subject: `operators/${operatorId}`,
      before: change.before?.(account),
      after: change.after,
    })
  })
  return await readOperator(ctx.db, operatorId)
}

/** Ends every session of an operator. */
export const endSessions = (tx: Tx, operatorId: string) =>
  tx.db.deleteFrom('access_tokens').where('user_id', '=', operatorId).execute()
