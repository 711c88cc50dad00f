import { makeDemo, makeTemplate } from '@bestie/dev-world/database'
import { startPostgres } from '@bestie/dev-world/postgres'

/**
 * Starts one PostgreSQL for all journeys, each with a database of its own: a PostgreSQL for each would take as much work as the
 * journey's pages.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const postgres = await startPostgres({ fsync: 'off', max_connections: '400' })
  process.env.TEST_DATABASE_URL = postgres.url
  await makeTemplate(postgres.url, makeDemo)
  return postgres.stop
}
