import type { Kysely } from 'kysely'
import type { Database } from '../db/tables'
import { Refusal } from '../refusal'

/** Refuses `account_restricted` if this customer's data may only be kept. */
export async function refuseRestricted(db: Kysely<Database>, customerId: string): Promise<void> {
  const restricted = await db
    .selectFrom('customers')
    .select('id')
    .where('id', '=', customerId)
    .where('restricted_at', 'is not', null)
    .executeTakeFirst()
  if (restricted !== undefined) throw new Refusal('account_restricted')
}
