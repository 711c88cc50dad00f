import { type RawBuilder, sql } from 'kysely'
import { liveCustomersOf } from './live-customers'

/**
 * The mitra who may be asked now (online, not suspended, below `capacity`), each with their number of distinct live customers.
 * A fragment for a FROM clause: (id, live_customers). One query, whose count reads only
 * idx_chat_sessions_mitra_status. `among` (a condition on `m`) restricts whom to consider, before anything is counted.
 */
export function availableMitras(capacity: number, among: RawBuilder<boolean> = sql`true`): RawBuilder<unknown> {
  return sql`(
    select m.id, load.live_customers
    from mitras m
    cross join lateral (
      -- Most mitra have no live chat right now: one look into the index is cheaper than counting nothing. (An EXISTS here would be
      -- planned as one look at everybody's live chats.)
      select case when (select true from chat_sessions c where c.mitra_id = m.id and c.status in ('active', 'closing') limit 1)
        then ${liveCustomersOf(sql`m.id`)} else 0 end as live_customers
    ) load
    where m.is_online and m.suspended_at is null and ${among} and load.live_customers < ${capacity}::integer
  )`
}
