import pg from 'pg'

/** A statement as it was sent. */
export interface Sent {
  text: string
  values: unknown[]
}

/** Every statement that this process sends to PostgreSQL while `work` runs, in order. */
export async function sentDuring(work: () => Promise<unknown>): Promise<Sent[]> {
  const sent: Sent[] = []
  const { query } = pg.Client.prototype
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [first, values] = given as [string | { text: string; values?: unknown[] }, unknown[]?]
    sent.push(
      typeof first === 'string'
        ? { text: first, values: Array.isArray(values) ? values : [] }
        : { text: first.text, values: first.values ?? [] },
    )
    return Reflect.apply(query, this, given)
  } as typeof query
  try {
    await work()
  } finally {
    pg.Client.prototype.query = query
  }
  return sent
}

/**
 * Statements that frame a transaction, or that run on their own schedule:
 * deleting delivered events, and refreshing the answer for polls.
 */
const beside = [
  /^(begin|commit|rollback)$/,
  /^delete from undelivered_events/,
  /as available,\s+extract\(epoch from statement_timestamp/,
]

/** The statements that this process sends while `work` runs, without those in `beside`. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const statements = (await sentDuring(work)).map(({ text }) => text)
  return statements.filter((statement) => !beside.some((each) => each.test(statement)))
}
