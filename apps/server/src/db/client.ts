import { createHash } from 'node:crypto'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Logger } from 'pino'
import type { Tracing } from '../observe/tracing'
import type { Database } from './tables'
import { type Companion, TransactionStatement } from './transaction-statement'

/** PostgreSQL counts in bigint; no count here outgrows a double. */
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/** Starts the last statement of a transaction, which also commits it: the later `commit` sends nothing. */
export const andCommit = '/* and commit */'

/**
 * Starts the first statement of a transaction, if nobody needs its answer, as of one that only locks. It travels with the
 * next one, which fails in its place, and still sees what was committed while the first one waited.
 */
export const withTheNext = '/* with the next */'

const begin: Companion = { name: 'begin', values: [] }
const commit: Companion = { name: 'commit', values: [] }

const nothing = { command: '', rowCount: 0, rows: [] }

/**
 * A client that prepares each statement once, under its own name: planning a data-modifying statement for every call costs more
 * than running it. There are few texts: a list is one parameter, whatever its length. BEGIN travels with the first statement, COMMIT
 * with the one that starts with `andCommit`, and one that starts with `withTheNext` with the next: a round trip costs more than most
 * statements.
 */
class PreparingClient extends pg.Client {
  /** What goes with the next statement: BEGIN, if it was requested and nothing has been sent since, and what is `withTheNext`. */
  #before: Companion[] = []
  /** The transaction was committed with its last statement. */
  #isCommitted = false
  #knowsKeywords = false

  // biome-ignore lint/suspicious/noExplicitAny: the overloads of `query` cannot be named from outside
  override query(...given: any[]): any {
    const [text, values] = given
    // Kysely passes a list of values, even an empty one. Other users of the pool (the job queue's migrations) get BEGIN at once.
    if (text === 'begin' && Array.isArray(values)) {
      this.#before = [begin]
      this.#isCommitted = false
      return Promise.resolve(nothing)
    }
    if (text === 'commit' || text === 'rollback') {
      const isOpen = this.#before[0] !== begin && !this.#isCommitted
      this.#before = []
      this.#isCommitted = false
      if (!isOpen) return Promise.resolve(nothing)
    }
    if (typeof text === 'string') {
      if (this.#before[0] === begin && text.startsWith(withTheNext) && this.#knows(text)) {
        this.#before.push({ name: nameOf(text), values })
        return Promise.resolve(nothing)
      }
      if (this.#before.length > 0 || text.startsWith(andCommit)) return this.#inTransaction(text, values)
      if (Array.isArray(values) && values.length > 0) return this.#send({ name: nameOf(text), text, values }, ...given.slice(2))
    }
    return this.#send(...given)
  }

  /** Whether this connection has prepared the statement, which it does when it sends it for the first time. */
  #knows(text: string): boolean {
    const { connection } = this as unknown as { connection: { parsedStatements: Record<string, string> } }
    return connection.parsedStatements[nameOf(text)] !== undefined
  }

  // biome-ignore lint/suspicious/noExplicitAny: as above
  #send(...given: any[]): any {
    // biome-ignore lint/suspicious/noExplicitAny: as above
    return (super.query as any).apply(this, given)
  }

  async #inTransaction(text: string, values: unknown[] = []): Promise<unknown> {
    const commits = text.startsWith(andCommit)
    const before = this.#before
    this.#before = []
    // Prepared once per connection, in an empty transaction.
    if (!this.#knowsKeywords) for (const { name } of [begin, commit]) await this.#send({ name, text: name, values: [] })
    this.#knowsKeywords = true
    const result = await new Promise((resolve, reject) => {
      const done = (error: Error | undefined, answer: unknown) => (error ? reject(error) : resolve(answer))
      this.#send(new TransactionStatement({ name: nameOf(text), text, values }, { before, after: commits ? [commit] : [] }, done))
    })
    this.#isCommitted = commits
    return result
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

/** The same, with a span for each statement: its text has placeholders, not the values. */
function tracingClient(tracing: Tracing): typeof PreparingClient {
  return class extends PreparingClient {
    // biome-ignore lint/suspicious/noExplicitAny: the overloads of `query` cannot be named from outside
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

/**
 * How long a connection may be silent before the system asks the other side, in ms; a side that then says nothing for ten more
 * seconds is gone. The system's own default is two hours.
 */
export const keepAliveAfter = 5_000

/** Opens a pool of at most `max` connections. Logs and replaces a broken connection; never throws for it. */
export function openPool(url: string, log: Logger, { max, tracing }: { max: number; tracing?: Tracing }): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    Client: tracing?.on ? tracingClient(tracing) : PreparingClient,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveAfter,
    application_name: 'bestie',
    // PostgreSQL would JIT-compile the costly blast to 12,000 mitra each time, which takes longer than the blast. A machine that
    // vanished in mid-transaction keeps its locks, and everybody who waits for them, no longer than 5 s. Who waits for longer waits
    // for somebody's forgotten psql: they give up, since others wait behind them.
    options: '-c jit=off -c idle_in_transaction_session_timeout=5000 -c lock_timeout=8000',
  })
  // A returned connection may still receive the news that the database stops.
  const warn = (error: Error) => pool.ending || log.warn({ err: error }, 'a database connection broke')
  pool.on('error', warn)
  pool.on('connect', (client) => void client.on('error', warn))
  return pool
}

/** The query builder over a pool. */
export function openDatabase(pool: pg.Pool): Kysely<Database> {
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
}
