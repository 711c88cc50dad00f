import type { OperatorSelf } from '@bestie/contracts/operator-account'
import type { Kysely } from 'kysely'
import { dutiesOf } from '../../auth/operator-standing'
import type { Database } from '../../db/tables'
import { Refusal } from '../../refusal'

/** The signed-in operator's own account. Refuses `not_found` for an account that is gone. */
export async function readSelf(db: Kysely<Database>, operatorId: string): Promise<OperatorSelf> {
  const found = await db
    .selectFrom('operators')
    .select(['id', 'email', 'role', 'totp_confirmed_at', 'totp_required', 'password_must_change'])
    .where('id', '=', operatorId)
    .executeTakeFirst()
  if (found === undefined) throw new Refusal('not_found')
  const totp_enabled = found.totp_confirmed_at !== null
  return {
    id: found.id,
    email: found.email,
    role: found.role,
    totp_enabled,
    totp_required: found.totp_required,
    duties: dutiesOf({ must_change: found.password_must_change, must_set_up: found.totp_required && !totp_enabled }),
  }
}
