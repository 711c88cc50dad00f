import type { Me } from '@bestie/contracts/auth'
import type { Language } from '@bestie/contracts/values'
import type { Kysely } from 'kysely'
import type { Database } from '../db/tables'
import { Refusal } from '../refusal'
import type { User } from './tokens'

/** The signed-in person, with their own contact data. Refuses `not_found` for an account that is gone. */
export async function readMe(db: Kysely<Database>, user: User): Promise<Me> {
  const found =
    user.role === 'customer'
      ? await db
          .selectFrom('customers')
          .select(['phone', 'email', 'language', 'call_name'])
          .where('id', '=', user.id)
          .executeTakeFirst()
      : await db
          .selectFrom('mitras')
          .select(['phone', 'email', 'language', 'display_name'])
          .where('id', '=', user.id)
          .executeTakeFirst()
  if (found === undefined) throw new Refusal('not_found')
  return { id: user.id, role: user.role, call_name: null, display_name: null, ...found }
}

/** Changes one's own data. Only operators change a mitra's display name: a mitra's `call_name` is refused (`invalid_request`). */
export async function changeMe(
  db: Kysely<Database>,
  user: User,
  change: { call_name?: string | undefined; language?: Language | undefined },
): Promise<Me> {
  if (user.role === 'mitra' && change.call_name !== undefined) {
    throw new Refusal('invalid_request', { detail: 'call_name is for customers' })
  }
  const set = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  if (Object.keys(set).length > 0) {
    const table = user.role === 'customer' ? ('customers' as const) : ('mitras' as const)
    // A person who is being erased meanwhile stays without a name.
    await db.updateTable(table).set(set).where('id', '=', user.id).where('erased_at', 'is', null).execute()
  }
  return await readMe(db, user)
}
