import { type RawBuilder, sql } from 'kysely'

/**
 * The number of distinct customers with whom `mitra` (an SQL expression) has a live chat, without `except`: capacity is counted in
 * it. A correlated fragment that reads only idx_chat_sessions_mitra_status.
 */
export function liveCustomersOf(mitra: RawBuilder<unknown>, except?: string): RawBuilder<number> {
  const others = except === undefined ? sql`` : sql`and c.customer_id <> ${except}`
  return sql<number>`(
    select count(distinct c.customer_id)::integer from chat_sessions c
    where c.mitra_id = ${mitra} and c.status in ('active', 'closing') ${others})`
}
