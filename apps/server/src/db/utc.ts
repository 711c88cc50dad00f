import { sql } from 'kysely'

/** A `timestamptz` as every resource writes an instant, for one that leaves the database inside JSON. */
export const utc = (column: string) => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)
