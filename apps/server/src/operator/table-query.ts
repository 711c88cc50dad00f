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

/** Matches ids starting with `text`, with or without its hyphens, by an index range; text that cannot start an id matches nothing. */
export function idFrom(column: RawBuilder<unknown>, text: string): RawBuilder<boolean> {
  const digits = text.toLowerCase().replaceAll('-', '')
  if (!/^[0-9a-f]{1,32}$/.test(digits)) return sql<boolean>`false`
  return sql<boolean>`${column} between ${digits.padEnd(32, '0')}::uuid and ${digits.padEnd(32, 'f')}::uuid`
}

/** Starts with this text, by a range of a `text_pattern_ops` index: LIKE loses its index when the pattern is a parameter. */
export function beginsWith(column: RawBuilder<unknown>, text: string): RawBuilder<boolean> {
  return sql<boolean>`(${column} ~>=~ ${text} and ${column} ~<~ ${`${text}\u{10ffff}`})`
}
