import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '@bestie/server/db/embedded-postgres'
import { makeTemplate } from './database'

/** Starts one PostgreSQL for the whole run, with the migrated template that every test's database is a clone of. */
export default async function setup(): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bestie-vitest-'))
  // As root, PostgreSQL runs as another user, who has to get there.
  await chmod(dataDir, 0o755)
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => {}, settings: { fsync: 'off', max_connections: '400' } })
  // The workers that run the tests are made after this and inherit it.
  process.env.TEST_DATABASE_URL = postgres.url
  await makeTemplate(postgres.url)
  return async () => {
    await postgres.stop()
    await rm(postgres.dataDir, { recursive: true, force: true })
    await rm(dataDir, { recursive: true, force: true })
  }
}
