import type { RawBuilder } from 'kysely'

/** Something to be read: a query, and what its rows come to. Whoever has it may send the query along with something else. */
export interface Reading<Result> {
  query: RawBuilder<unknown>
  of(rows: unknown[]): Result
}

/** A reading of `query`, whose rows come to what `of` makes of them. */
export function reading<Row, Result>(query: RawBuilder<Row>, of: (rows: Row[]) => Result): Reading<Result> {
  return { query, of: (rows) => of(rows as Row[]) }
}
