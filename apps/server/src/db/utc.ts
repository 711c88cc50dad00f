import { sql } from 'kysely'

/** A `timestamptz` formatted like every instant in our resources, for one that leaves the database inside JSON. */
export const utc = (column: string) => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)
