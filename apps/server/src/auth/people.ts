import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables'
import { Refusal } from '../refusal'
import type { User } from './tokens'

/**
 * The customer or mitra with this phone (E.164) or email; if both have it, the mitra.
 * Refuses `account_suspended` (mitra) and `account_blocked` (customer).
 */
export async function findPerson(db: Kysely<Database>, destination: string): Promise<User | undefined> {
  const { rows } = await sql<User & { barred: boolean }>`
    select id, 'mitra' as role, suspended_at is not null as barred from mitras where phone = ${destination} or email = ${destination}
    union all
    select id, 'customer' as role, blocked_at is not null as barred from customers where phone = ${destination} or email = ${destination}
    limit 1
  `.execute(db)
  const found = rows[0]
  if (found?.barred) throw new Refusal(found.role === 'mitra' ? 'account_suspended' : 'account_blocked')
  return found && { id: found.id, role: found.role }
}

/** The operator with this email, whatever their rank. */
export async function findOperator(db: Kysely<Database>, email: string): Promise<User | undefined> {
  return await db.selectFrom('operators').select(['id', 'role']).where('email', '=', email).executeTakeFirst()
}

/** The customer with this phone, created once if missing. Refuses an email (`code_invalid`): it opens no account. */
export async function findOrCreateCustomer(db: Kysely<Database>, phone: string): Promise<User> {
  if (!phone.startsWith('+')) throw new Refusal('code_invalid')
  const row = await db
    .insertInto('customers')
    .values({ phone })
    .onConflict((conflict) => conflict.column('phone').doUpdateSet({ phone }))
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id: row.id, role: 'customer' }
}
