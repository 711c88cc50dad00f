import pg from 'pg'

/** What `pg` passes to a query that writes its own messages. */
interface Wire {
  stream: { cork(): void; uncork(): void }
  bind(config: { portal: string; statement: string; values: unknown[]; valueMapper?(value: unknown): unknown }): void
  execute(config: { portal: string }): void
  sync(): void
}

/** A statement that travels with another and whose answer nobody needs. The connection has prepared it under this name. */
export interface Companion {
  name: string
  values: unknown[]
}

// The types omit what a query may override.
const asEver = pg.Query.prototype as unknown as {
  submit(wire: Wire): Error | null
  handleDataRow(row: unknown): void
  handleCommandComplete(answer: unknown, wire: Wire): void
}
const { prepareValue } = (pg as unknown as { utils: { prepareValue(value: unknown): unknown } }).utils

/**
 * A statement with others before and after it, such as BEGIN and COMMIT, in one round trip. There is one Sync, at the end, and after
 * an error PostgreSQL skips everything up to it: a statement whose BEGIN failed does not run, and a failed statement is not committed.
 */
export class TransactionStatement extends pg.Query {
  readonly #before: Companion[]
  readonly #after: Companion[]
  /** How many of the statements have completed. */
  #completed = 0

  constructor(
    config: pg.QueryConfig,
    { before, after }: { before: Companion[]; after: Companion[] },
    callback: (error: Error | undefined, result: unknown) => void,
  ) {
    super(config, callback)
    this.#before = before
    this.#after = after
  }

  override submit = (connection: unknown): void => {
    const wire = connection as Wire
    const say = ({ name, values }: Companion) => {
      wire.bind({ portal: '', statement: name, values, valueMapper: prepareValue })
      wire.execute({ portal: '' })
    }
    const after = this.#after
    const withTheRest: Wire = Object.create(wire, {
      sync: {
        value() {
          after.forEach(say)
          wire.sync()
        },
      },
    })
    wire.stream.cork()
    try {
      this.#before.forEach(say)
      asEver.submit.call(this, withTheRest)
    } finally {
      wire.stream.uncork()
    }
  }

  /** Only the statement's own answer counts. */
  handleDataRow(row: unknown): void {
    if (this.#completed === this.#before.length) asEver.handleDataRow.call(this, row)
  }

  handleCommandComplete(answer: unknown, wire: Wire): void {
    if (this.#completed === this.#before.length) asEver.handleCommandComplete.call(this, answer, wire)
    this.#completed += 1
  }
}
