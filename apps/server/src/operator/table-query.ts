import { type RawBuilder, sql } from 'kysely'

/** Rows of one page of an operators' table. */
export const pageSize = 50

/** Only the conditions that were asked for: a filter that is not there must not cost a plan. */
export function allOf(...conditions: (RawBuilder<unknown> | undefined | '')[]): RawBuilder<boolean> {
  const given = conditions.filter((condition) => condition !== undefined && condition !== '')
  return given.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(given, sql` and `)}`
}

/** Made on these days of Asia/Jakarta, both included. */
export function madeOn(column: RawBuilder<unknown>, from: string | undefined, to: string | undefined): RawBuilder<boolean> {
  return allOf(
    from && sql`${column} >= ${from}::date::timestamp at time zone 'Asia/Jakarta'`,
    to && sql`${column} < (${to}::date + 1)::timestamp at time zone 'Asia/Jakarta'`,
  )
}

/** By creation; the id settles who comes first among those made at one moment. */
export function byCreation(table: string, sort: 'created_at' | '-created_at'): RawBuilder<unknown> {
  const [at, id] = [sql.ref(`${table}.created_at`), sql.ref(`${table}.id`)]
  return sort === 'created_at' ? sql`${at}, ${id}` : sql`${at} desc, ${id} desc`
}
