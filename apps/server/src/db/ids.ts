import { type RawBuilder, sql } from 'kysely'

/** These ids as a list to compare with by `= any(…)`. They travel as JSON: for an array PostgreSQL hopes to plan better each time, and plans anew. */
export const idsOf = (ids: string[]): RawBuilder<string[]> =>
  sql`array(select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid)`
