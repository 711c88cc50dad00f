import { type RawBuilder, sql } from 'kysely'

/**
 * With how many distinct customers a mitra (an SQL expression) has a live chat, not counting `except`: what capacity is
 * counted in. A correlated fragment that reads only idx_chat_sessions_mitra_status.
 */
export function liveCustomersOf(mitra: RawBuilder<unknown>, except?: string): RawBuilder<number> {
  const others = except === undefined ? sql`` : sql`and c.customer_id <> ${except}`
  return sql<number>`(
    select count(distinct c.customer_id)::integer from chat_sessions c
    where c.mitra_id = ${mitra} and c.status in ('active', 'closing') ${others})`
}
