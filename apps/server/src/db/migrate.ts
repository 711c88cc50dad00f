import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import { repositoryRoot } from '../env'

const folder = () => join(repositoryRoot(), 'apps/server/src/db/migrations')
/** PostgreSQL's error code for a table that does not exist. */
const unknownTable = '42P01'

/** Any number of processes may start at once; they queue for this lock, and only the first migrates. */
const migrationLock = 0x62657374

/**
 * Brings the database at `url` to the present schema: first the job queue's, which ours
 * builds on, then file by file, each in its own transaction. Repeating changes nothing.
 * A newer queue schema that our files do not need is applied by the worker at its start.
 */
export async function migrate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    // Usually everything is there already.
    if ((await missingFrom(client).catch(whereThereIsNothing))?.length === 0) return
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    await client.query(
      'create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())',
    )
    const names = await missingFrom(client)
    if (names.length > 0) await runMigrations({ connectionString: url })
    for (const name of names) {
      const statements = await readFile(join(folder(), name), 'utf8')
      await client.query('begin')
      await client.query(statements)
      await client.query('insert into migrations (name) values ($1)', [name])
      await client.query('commit')
    }
  } finally {
    await client.end()
  }
}

/** The migration files not applied yet, in order. */
async function missingFrom(client: pg.Client): Promise<string[]> {
  const [names, { rows }] = await Promise.all([readdir(folder()), client.query<{ name: string }>('select name from migrations')])
  const applied = new Set(rows.map(({ name }) => name))
  return names.filter((name) => name.endsWith('.sql') && !applied.has(name)).sort()
}

function whereThereIsNothing(error: { code?: string }): undefined {
  if (error.code !== unknownTable) throw error
}
