import type { AuditAction } from '@bestie/contracts/operator-audit'
import type { OperatorPerson } from '@bestie/contracts/operator-operators'
import { isAtLeast, type OperatorRole } from '@bestie/contracts/operator-rank'
import { sql } from 'kysely'
import type { Ctx } from '../../ctx'
import { type Tx, transact } from '../../db/transact'
import { Refusal } from '../../refusal'
import { type Actor, audit } from '../audit'
import { readOperator } from './read-operators'

interface Account {
  role: OperatorRole
  totp_required: boolean
  disabled_at: Date | null
}

/** One change to a colleague's account, and its line in the audit log. */
interface Change {
  action: AuditAction
  /** Whether the account is so already: then nothing changes, and there is no line. */
  isDone?: (account: Account) => boolean
  before?: (account: Account) => unknown
  after?: unknown
  /** Whether operators may change this of themselves. */
  oneself?: boolean
  apply(tx: Tx): Promise<unknown>
}

/**
 * Changes a colleague's account, with both accounts locked: an actor demoted or disabled meanwhile changes nobody.
 * Refuses `not_found`, `oneself`, and `forbidden` for an account of higher rank or an actor whose own rank has changed.
 */
export async function changeOperator(ctx: Ctx, actor: Actor, operatorId: string, change: Change): Promise<OperatorPerson> {
  if (actor.id === operatorId && !change.oneself) throw new Refusal('oneself', { state: actor.role })
  await transact(ctx, async (tx) => {
    const { rows } = await sql<Account & { id: string }>`
      select id, role, totp_required, disabled_at from operators where id in (${operatorId}, ${actor.id}) order by id for no key update
    `.execute(tx.db)
    const [account, self] = [operatorId, actor.id].map((id) => rows.find((row) => row.id === id))
    if (account === undefined) throw new Refusal('not_found')
    if (self === undefined || self.role !== actor.role || self.disabled_at !== null) throw new Refusal('forbidden')
    if (!isAtLeast(self.role, account.role)) throw new Refusal('forbidden')
    if (change.isDone?.(account)) return
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
