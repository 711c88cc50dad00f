import type { Kysely } from 'kysely'
import type { Database } from '../db/tables'

/** Ends every sign-in of a person. The database tells all processes, which close the sockets. */
export async function signOutEverywhere(db: Kysely<Database>, userId: string): Promise<void> {
  await db.deleteFrom('access_tokens').where('user_id', '=', userId).execute()
}
