import { randomUUID } from 'node:crypto'
import { migrate } from '@bestie/server/db/migrate'
import pg from 'pg'

/** A database of one test. */
export interface TestDatabase {
  url: string
  drop(): Promise<void>
}

const template = 'bestie_template'

/** A migrated database of the test's own, cloned from the template in less than a tenth of a second. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env.TEST_DATABASE_URL
  if (!server) throw new Error('No test database is running: this needs the global setup of vitest.config.ts.')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await administer(server, [`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`])
  return {
    url: databaseUrl(server, name),
    // A test that leaves a pool open must not keep its database alive.
    drop: () => administer(server, [`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]),
  }
}

/** Migrates the template. The template then refuses connections, since a database with a connection cannot be cloned. */
export async function makeTemplate(server: string): Promise<void> {
  await administer(server, [`CREATE DATABASE ${template}`])
  await migrate(databaseUrl(server, template))
  await administer(server, [
    `ALTER DATABASE ${template} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`,
    // The migration's connections may still be closing. If they were cut off, they would throw where nobody listens any more.
    `DO $$ BEGIN
      WHILE EXISTS (SELECT FROM pg_stat_activity WHERE datname = '${template}') LOOP
        PERFORM pg_sleep(0.005), pg_stat_clear_snapshot();
      END LOOP;
    END $$`,
  ])
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
