import pg from 'pg'

/** What `pg` passes to a query that writes its own messages. */
interface Wire {
  stream: { cork(): void; uncork(): void }
  bind(config: { portal: string; statement: string; values: unknown[] }): void
  execute(config: { portal: string }): void
  sync(): void
}

export type Keyword = 'begin' | 'commit'

// The types omit what a query may override.
const asEver = pg.Query.prototype as unknown as {
  submit(wire: Wire): Error | null
  handleCommandComplete(answer: { text: string }, wire: Wire): void
}

/**
 * A statement preceded by BEGIN or followed by COMMIT, in one round trip. There is one Sync, at the end, and after an error
 * PostgreSQL skips everything up to it: a statement whose BEGIN failed does not run, and a failed statement is not committed.
 */
export class TransactionStatement extends pg.Query {
  readonly #keywords: Keyword[]

  /** `keywords` names which of the two go along. The connection has prepared each as a statement of that name. */
  constructor(config: pg.QueryConfig, keywords: Keyword[], callback: (error: Error | undefined, result: unknown) => void) {
    super(config, callback)
    this.#keywords = keywords
  }

  override submit = (connection: unknown): void => {
    const wire = connection as Wire
    const say = (keyword: Keyword) => {
      if (!this.#keywords.includes(keyword)) return
      wire.bind({ portal: '', statement: keyword, values: [] })
      wire.execute({ portal: '' })
    }
    const withCommit: Wire = Object.create(wire, {
      sync: {
        value() {
          say('commit')
          wire.sync()
        },
      },
    })
    wire.stream.cork()
    try {
      say('begin')
      asEver.submit.call(this, withCommit)
    } finally {
      wire.stream.uncork()
    }
  }

  /** Only the statement's own completion counts as the result. */
  handleCommandComplete(answer: { text: string }, wire: Wire): void {
    if (answer.text !== 'BEGIN' && answer.text !== 'COMMIT') asEver.handleCommandComplete.call(this, answer, wire)
  }
}
