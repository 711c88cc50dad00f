import pg from 'pg'

/**
 * The statements that this process sends while `work` runs, without what frames a transaction, and without the forgetting of delivered
 * events: that follows whatever was done before, in its own time.
 */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const statements: string[] = []
  const { query } = pg.Client.prototype
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [first] = given as [string | { text: string }]
    statements.push(typeof first === 'string' ? first : first.text)
    return Reflect.apply(query, this, given)
  } as typeof query
  try {
    await work()
  } finally {
    pg.Client.prototype.query = query
  }
  return statements.filter((statement) => !/^(begin|commit|rollback)$|^delete from undelivered_events/.test(statement))
}
