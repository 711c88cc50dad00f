import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import { repositoryRoot } from '../env'

const folder = () => join(repositoryRoot(), 'apps/server/src/db/migrations')
/** What PostgreSQL answers who asks for a table that it does not have. */
const unknownTable = '42P01'

/** Any number of processes may start at once; they queue up here and only the first does the work. */
const migrationLock = 0x62657374

/**
 * Brings the database at `url` to the present schema: file by file, each in its own transaction, after the job queue's own, which they
 * build on. Running it again changes nothing. A newer queue that none of ours needs is brought up to date by the worker that starts.
 */
export async function migrate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    // A start usually finds all of it there.
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

/** The files that were not applied yet, in their order. */
async function missingFrom(client: pg.Client): Promise<string[]> {
  const [names, { rows }] = await Promise.all([readdir(folder()), client.query<{ name: string }>('select name from migrations')])
  const applied = new Set(rows.map(({ name }) => name))
  return names.filter((name) => name.endsWith('.sql') && !applied.has(name)).sort()
}

function whereThereIsNothing(error: { code?: string }): undefined {
  if (error.code !== unknownTable) throw error
}
