import { createHash } from 'node:crypto'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Logger } from 'pino'
import type { Tracing } from '../observe/tracing'
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

/** The same with a span for each statement: its text has places for values, not the values. */
function tracingClient(tracing: Tracing): typeof PreparingClient {
  return class extends PreparingClient {
    // biome-ignore lint/suspicious/noExplicitAny: the overloads of `query` cannot be told from outside
    override query(...given: any[]): any {
      const [first] = given
      const { end } = tracing.begin('sql', { 'db.query.text': typeof first === 'string' ? first : (first?.text ?? '') })
      const callback = given.at(-1)
      if (typeof callback === 'function') {
        const ending = (error: unknown, result: unknown) => {
          end(error ?? undefined)
          callback(error, result)
        }
        // biome-ignore lint/suspicious/noExplicitAny: as above
        return (super.query as any).call(this, ...given.slice(0, -1), ending)
      }
      // biome-ignore lint/suspicious/noExplicitAny: as above
      const answer = (super.query as any).apply(this, given)
      if (typeof answer?.then === 'function') answer.then(() => end(), end)
      else end()
      return answer
    }
  }
}

/** Opens a pool of at most `max` connections. A connection that breaks is logged and replaced, never thrown. */
export function openPool(url: string, log: Logger, { max, tracing }: { max: number; tracing?: Tracing }): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    Client: tracing?.on ? tracingClient(tracing) : PreparingClient,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: 'bestie',
  })
  // One that is given back may still hear that the database stops.
  const warn = (error: Error) => pool.ending || log.warn({ err: error }, 'a database connection broke')
  pool.on('error', warn)
  pool.on('connect', (client) => void client.on('error', warn))
  return pool
}

/** The query builder over a pool. */
export function openDatabase(pool: pg.Pool): Kysely<Database> {
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
}
