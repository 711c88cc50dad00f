import type { Ctx } from '@bestie/server/ctx'
import { invariants } from '@bestie/server/db/invariants'
import { sql } from 'kysely'
import type pg from 'pg'

/** Everything that still waits for something, and money about which the gateway and the ledger disagree. */
export async function openEnds(pool: pg.Pool, customers: string[]): Promise<string[]> {
  const { rows } = await pool.query(
    `with payment as materialized (select * from payment_sessions where customer_id = any($1))
    select 'payment ' || status as open from payment where status in ('pending', 'confirmed')
    union all select 'payment still for a request' from payment where open_request_id is not null
    union all select 'chat ' || status from chat_sessions where customer_id = any($1) and status in ('searching', 'active', 'closing')
    union all select 'extension' from extensions where status = 'pending' and payment_session_id in (select id from payment)
    union all select 'repayment ' || status from repayments where status in ('requested', 'sent') and payment_session_id in (select id from payment)
    union all select 'card' from chat_request_notifications n join chat_sessions c on c.id = n.chat_session_id
      where c.customer_id = any($1) and n.status = 'sent'
    union all select 'job ' || t.identifier from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where j.run_at <= now() and t.identifier not in ('send_push', 'push_messages')
    union all select 'captured at the gateway and not in the ledger'
      from payment p join mock_gateway.charges g on g.reference = p.id
      where g.status = 'captured' and not exists (
        select from ledger_entries l where l.payment_session_id = p.id and l.kind = 'charge' and l.account = 'gateway' and l.amount = g.amount)
    union all select 'held at the gateway for a payment ' || p.status
      from payment p join mock_gateway.charges g on g.reference = p.id where g.status = 'held'`,
    [customers],
  )
  return rows.map((row) => row.open)
}

/** All queries of the invariants, in one statement. */
export async function brokenInvariants(db: Ctx['db']): Promise<string[]> {
  const counts = invariants.map(
    ({ name, query }) => sql`select ${sql.lit(name)} as name, count(*)::integer as rows from (${query}) found`,
  )
  const { rows } = await sql<{ name: string; rows: number }>`${sql.join(counts, sql` union all `)}`.execute(db)
  return rows.filter((row) => row.rows > 0).map((row) => `${row.name} (${row.rows})`)
}
