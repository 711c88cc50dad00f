import type { OperatorDuty } from '@bestie/contracts/operator-account'
import type { OperatorRole } from '@bestie/contracts/operator-rank'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables'
import { hashOfToken } from './tokens'

/** An operator's present role and duties, whatever they were at sign-in. */
export interface Standing {
  role: OperatorRole
  duties: OperatorDuty[]
}

/**
 * The standing of the operator with this token, read for every request, so that a changed role or a disabled account takes
 * effect at once. Undefined if the token or account is gone or disabled. Notes, at most once a minute, that the token was used.
 */
export async function readStanding(db: Kysely<Database>, token: string, address: string): Promise<Standing | undefined> {
  const hash = hashOfToken(token)
  const { rows } = await sql<{ role: OperatorRole; must_change: boolean; must_set_up: boolean }>`
    with used as (
      update access_tokens set last_used_at = clock_timestamp(), address = ${address}
      where token_hash = ${hash} and coalesce(last_used_at, '-infinity') < clock_timestamp() - interval '1 minute'
    )
    select o.role, o.password_must_change as must_change, o.totp_required and o.totp_confirmed_at is null as must_set_up
    from access_tokens t join operators o on o.id = t.user_id
    where t.token_hash = ${hash} and t.expires_at > clock_timestamp() and o.disabled_at is null
  `.execute(db)
  const found = rows[0]
  return found && { role: found.role, duties: dutiesOf(found) }
}

/** What this account must do first, in this order. */
export function dutiesOf(account: { must_change: boolean; must_set_up: boolean }): OperatorDuty[] {
  return [
    ...(account.must_change ? (['password_change_required'] as const) : []),
    ...(account.must_set_up ? (['totp_setup_required'] as const) : []),
  ]
}
