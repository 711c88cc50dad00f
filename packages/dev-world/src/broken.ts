import { invariants } from '@bestie/server/db/invariants'
import type { Database } from '@bestie/server/db/tables'
import { type Kysely, sql } from 'kysely'

/** The rows that each query of the invariants finds, by its name, and whether there were deadlocks; empty when all is well. */
export async function broken(db: Kysely<Database>): Promise<Record<string, unknown[]>> {
  const deadlocks = sql`select deadlocks from pg_stat_database where datname = current_database() and deadlocks > 0`
  const found: Record<string, unknown[]> = {}
  for (const { name, query } of [...invariants, { name: 'deadlocks', query: deadlocks }]) {
    const { rows } = await query.execute(db)
    if (rows.length > 0) found[name] = rows
  }
  return found
}
