import type { RawBuilder } from 'kysely'

/** A query and how to turn its rows into a result, so that a caller may send it together with another statement. */
export interface Reading<Result> {
  query: RawBuilder<unknown>
  of(rows: unknown[]): Result
}

/** A reading of `query`; `of` turns its rows into the result. */
export function reading<Row, Result>(query: RawBuilder<Row>, of: (rows: Row[]) => Result): Reading<Result> {
  return { query, of: (rows) => of(rows as Row[]) }
}
