import { migrate } from '@bestie/server/db/migrate'
import { makeTemplate } from './database'
import { startPostgres } from './postgres'

/** Starts one PostgreSQL for the whole run, with the migrated template from which every test's database is cloned. */
export default async function setup(): Promise<() => Promise<void>> {
  const postgres = await startPostgres({ fsync: 'off', max_connections: '400' })
  // The workers that run the tests start after this and inherit it.
  process.env.TEST_DATABASE_URL = postgres.url
  await makeTemplate(postgres.url, migrate)
  return postgres.stop
}
