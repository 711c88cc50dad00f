import { randomUUID } from 'node:crypto'
import { openDatabase, openPool } from '@bestie/server/db/client'
import { migrate } from '@bestie/server/db/migrate'
import { seedDemoWorld } from '@bestie/server/demo-world'
import { openLog } from '@bestie/server/observe/log'
import pg from 'pg'
import { startPostgres } from './postgres'

/** A database of one test. */
export interface TestDatabase {
  url: string
  drop(): Promise<void>
}

const template = 'bestie_template'

/** A database of the test's own, cloned from the template in less than a tenth of a second. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env.TEST_DATABASE_URL
  if (!server) throw new Error('No test database is running: this needs startTestDatabases in the global setup.')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await administer(server, [`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`])
  return {
    url: databaseUrl(server, name),
    // A test that leaves a pool open must not keep its database alive.
    drop: () => administer(server, [`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]),
  }
}

/**
 * Starts one PostgreSQL for a whole run of tests, with the template that each test's database is a clone of; `fill` puts in what
 * they begin with. Resolves with what stops it.
 */
export async function startTestDatabases(fill: (url: string) => Promise<void>): Promise<() => Promise<void>> {
  const postgres = await startPostgres({ fsync: 'off', max_connections: '400' })
  // The workers that run the tests start after this and inherit it.
  process.env.TEST_DATABASE_URL = postgres.url
  await makeTemplate(postgres.url, fill)
  return postgres.stop
}

/** The template refuses connections once it is filled, since a database with a connection cannot be cloned. */
async function makeTemplate(server: string, fill: (url: string) => Promise<void>): Promise<void> {
  await administer(server, [`CREATE DATABASE ${template}`])
  await fill(databaseUrl(server, template))
  await administer(server, [
    `ALTER DATABASE ${template} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`,
    // The connections that filled it may still be closing. If they were cut off, they would throw where nobody listens any more.
    `DO $$ BEGIN
      WHILE EXISTS (SELECT FROM pg_stat_activity WHERE datname = '${template}') LOOP
        PERFORM pg_sleep(0.005), pg_stat_clear_snapshot();
      END LOOP;
    END $$`,
  ])
}

/** Migrates a database and puts in the people of the demo, where they are missing. */
export async function makeDemo(url: string): Promise<void> {
  await migrate(url)
  const pool = openPool(url, openLog('info'), { max: 1 })
  await seedDemoWorld(openDatabase(pool))
  await pool.end()
}

async function administer(server: string, statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}
