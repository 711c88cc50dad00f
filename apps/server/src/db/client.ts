import { createHash } from 'node:crypto'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Logger } from 'pino'
import type { Database } from './tables'

/** PostgreSQL counts in bigint; nothing here outgrows a double. */
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/**
 * A client that prepares each statement once under a name of its own: planning a data-modifying statement anew for every call
 * costs more than running it. Texts are few, because lists travel as arrays.
 */
class PreparingClient extends pg.Client {
  // biome-ignore lint/suspicious/noExplicitAny: the overloads of `query` cannot be told from outside
  override query(...given: any[]): any {
    const [text, values] = given
    if (typeof text === 'string' && Array.isArray(values) && values.length > 0) {
      // biome-ignore lint/suspicious/noExplicitAny: as above
      return (super.query as any).call(this, { name: nameOf(text), text, values }, ...given.slice(2))
    }
    // biome-ignore lint/suspicious/noExplicitAny: as above
    return (super.query as any).apply(this, given)
  }
}

const names = new Map<string, string>()

function nameOf(text: string): string {
  let name = names.get(text)
  if (name === undefined) {
    name = createHash('sha1').update(text).digest('base64url')
    names.set(text, name)
  }
  return name
}

/** Opens a pool of at most `max` connections. A connection that breaks is logged and replaced, never thrown. */
export function openPool(url: string, log: Logger, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    Client: PreparingClient,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: 'bestie',
  })
  const warn = (error: Error) => log.warn({ err: error }, 'a database connection broke')
  pool.on('error', warn)
  pool.on('connect', (client) => void client.on('error', warn))
  return pool
}

/** The query builder over a pool. */
export function openDatabase(pool: pg.Pool): Kysely<Database> {
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
}
