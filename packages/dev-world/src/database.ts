import { randomUUID } from 'node:crypto'
import { openDatabase, openPool } from '@bestie/server/db/client'
import { migrate } from '@bestie/server/db/migrate'
import { seedDemoWorld } from '@bestie/server/demo-world'
import { openLog } from '@bestie/server/observe/log'
import pg from 'pg'

/** A database of one test. */
export interface TestDatabase {
  url: string
  drop(): Promise<void>
}

const template = 'bestie_template'

/** A database of the test's own, cloned from the template in less than a tenth of a second. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env.TEST_DATABASE_URL
  if (!server) throw new Error('No test database is running: this needs the global setup of vitest.config.ts or of the journeys.')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await administer(server, [`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`])
  return {
    url: databaseUrl(server, name),
    // A test that leaves a pool open must not keep its database alive.
    drop: () => administer(server, [`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]),
  }
}

/**
 * Makes the database that each test's is a clone of; `fill` puts in what it begins with. It then refuses connections, since a
 * database with a connection cannot be cloned.
 */
export async function makeTemplate(server: string, fill: (url: string) => Promise<void>): Promise<void> {
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
