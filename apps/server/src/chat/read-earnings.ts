import type { Earnings } from '@bestie/contracts/pairing'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables'

/** A mitra's gross earnings, in rupiah, per day of Asia/Jakarta: from `from` to `to` (YYYY-MM-DD, both included), latest first. */
export async function readEarnings(
  db: Kysely<Database>,
  mitraId: string,
  { from, to }: { from: string; to: string },
): Promise<Earnings> {
  const { rows } = await sql<Earnings['items'][number]>`
    select to_char(c.started_at at time zone 'Asia/Jakarta', 'YYYY-MM-DD') as day, count(*)::integer as sessions,
      sum(p.amount + coalesce((
        select sum(e.amount) from extensions e where e.chat_session_id = c.id and e.status in ('approved', 'auto_approved')), 0))::integer as gross_amount
    from chat_sessions c join payment_sessions p on p.id = c.payment_session_id
    where c.mitra_id = ${mitraId} and c.status in ('active', 'closing', 'completed')
      and c.started_at >= ${from}::date::timestamp at time zone 'Asia/Jakarta'
      and c.started_at < (${to}::date + 1)::timestamp at time zone 'Asia/Jakarta'
    group by day
    order by day desc
  `.execute(db)
  return { items: rows, next_cursor: null }
}
