import type { OperatorSessions } from '@bestie/contracts/operator-account'
import { type Kysely, sql } from 'kysely'
import { hashOfToken } from '../../auth/tokens'
import type { Ctx } from '../../ctx'
import type { Database } from '../../db/tables'
import { transact } from '../../db/transact'
import { Refusal } from '../../refusal'
import { audit, type Operator } from '../audit'

/** Where an operator is signed in, latest first; the session with `token` is the current one. */
export async function listSessions(db: Kysely<Database>, operatorId: string, token: string): Promise<OperatorSessions> {
  const rows = await db
    .selectFrom('access_tokens')
    .select(['id', 'created_at', 'last_used_at', 'address', 'user_agent', 'token_hash'])
    .where('user_id', '=', operatorId)
    .where('expires_at', '>', sql<Date>`clock_timestamp()`)
    .orderBy('created_at', 'desc')
    .limit(100)
    .execute()
  const current = hashOfToken(token)
  return {
    items: rows.map(({ token_hash, created_at, last_used_at, ...row }) => ({
      ...row,
      created_at: created_at.toISOString(),
      last_used_at: last_used_at?.toISOString() ?? null,
      is_current: token_hash.equals(current),
    })),
    next_cursor: null,
  }
}

/** Ends one of the operator's own sessions, in every process at once. Refuses `not_found`, also for a colleague's session. */
export async function revokeSession(ctx: Ctx, operator: Operator, sessionId: string): Promise<void> {
  await transact(ctx, async (tx) => {
    const { numDeletedRows } = await tx.db
      .deleteFrom('access_tokens')
      .where('id', '=', sessionId)
      .where('user_id', '=', operator.id)
      .executeTakeFirst()
    if (numDeletedRows === 0n) throw new Refusal('not_found')
    await audit(tx.db, operator, { action: 'revoke_session', subject: `operators/${operator.id}` })
  })
}

/** Ends the session with this token. */
export async function signOutOperator(ctx: Ctx, operator: Operator, token: string): Promise<void> {
  await transact(ctx, async (tx) => {
    await tx.db.deleteFrom('access_tokens').where('token_hash', '=', hashOfToken(token)).execute()
    await audit(tx.db, operator, { action: 'sign_out', subject: `operators/${operator.id}` })
  })
}
