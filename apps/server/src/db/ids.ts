import { type RawBuilder, sql } from 'kysely'

/**
 * These ids as a list for `= any(…)`. They travel as JSON: given an array, PostgreSQL plans the statement anew each time. Lists
 * that come back are aggregated as JSON too: pg parses an array character by character, 5 ms for 5,000 ids instead of 0.2.
 */
export const idsOf = (ids: string[]): RawBuilder<string[]> =>
  sql`array(select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid)`
