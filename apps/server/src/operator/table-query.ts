import { type RawBuilder, sql } from 'kysely'

/** Combines only the conditions that are present: an absent filter must not burden the query plan. */
export function allOf(...conditions: (RawBuilder<unknown> | undefined | '')[]): RawBuilder<boolean> {
  const given = conditions.filter((condition) => condition !== undefined && condition !== '')
  return given.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(given, sql` and `)}`
}

/** Created on these days of Asia/Jakarta, both included. */
export function madeOn(column: RawBuilder<unknown>, from: string | undefined, to: string | undefined): RawBuilder<boolean> {
  return allOf(
    from && sql`${column} >= ${from}::date::timestamp at time zone 'Asia/Jakarta'`,
    to && sql`${column} < (${to}::date + 1)::timestamp at time zone 'Asia/Jakarta'`,
  )
}

/** By creation; the id orders rows created at the same moment. */
export function byCreation(table: string, sort: 'created_at' | '-created_at'): RawBuilder<unknown> {
  const [at, id] = [sql.ref(`${table}.created_at`), sql.ref(`${table}.id`)]
  return sort === 'created_at' ? sql`${at}, ${id}` : sql`${at} desc, ${id} desc`
}

const lowest = '00000000-0000-0000-0000-000000000000'

/** Matches ids starting with `text` by an index range; text that cannot start an id matches nothing. */
export function idFrom(column: RawBuilder<unknown>, text: string): RawBuilder<boolean> {
  const beginning = text.toLowerCase()
  const shape = lowest.slice(0, beginning.length).replaceAll('0', '[0-9a-f]')
  if (beginning.length > lowest.length || !new RegExp(`^${shape}$`).test(beginning)) return sql<boolean>`false`
  const last = beginning + lowest.slice(beginning.length).replaceAll('0', 'f')
  return sql<boolean>`${column} between ${beginning + lowest.slice(beginning.length)}::uuid and ${last}::uuid`
}

/** Starts with this text, by a range of a `text_pattern_ops` index: LIKE loses its index when the pattern is a parameter. */
export function beginsWith(column: RawBuilder<unknown>, text: string): RawBuilder<boolean> {
  return sql<boolean>`(${column} ~>=~ ${text} and ${column} ~<~ ${`${text}\u{10ffff}`})`
}
