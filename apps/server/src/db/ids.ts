import { type RawBuilder, sql } from 'kysely'

/**
 * These ids as a list to compare with by `= any(…)`. They travel as JSON: for an array PostgreSQL hopes to plan better each time, and
 * plans anew. Lists that come back are aggregated as JSON too: pg takes an array apart letter by letter, 5 ms for 5,000 ids instead of 0.2.
 */
export const idsOf = (ids: string[]): RawBuilder<string[]> =>
  sql`array(select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid)`
