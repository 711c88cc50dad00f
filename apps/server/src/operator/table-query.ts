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

const lowest = '00000000-0000-0000-0000-000000000000'

/** An id that begins with this text, as a range of the index; whatever is no beginning of an id finds nothing. */
export function idFrom(column: RawBuilder<unknown>, text: string): RawBuilder<boolean> {
  const beginning = text.toLowerCase()
  const shape = lowest.slice(0, beginning.length).replaceAll('0', '[0-9a-f]')
  if (beginning.length > lowest.length || !new RegExp(`^${shape}$`).test(beginning)) return sql<boolean>`false`
  const last = beginning + lowest.slice(beginning.length).replaceAll('0', 'f')
  return sql<boolean>`${column} between ${beginning + lowest.slice(beginning.length)}::uuid and ${last}::uuid`
}

/** Begins with this text, as a range of a `text_pattern_ops` index: a LIKE loses its index once its pattern is a parameter. */
export function beginsWith(column: RawBuilder<unknown>, text: string): RawBuilder<boolean> {
  return sql<boolean>`(${column} ~>=~ ${text} and ${column} ~<~ ${`${text}\u{10ffff}`})`
}
