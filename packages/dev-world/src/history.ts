import type { World } from './world'

/** How many payments of history the operators' tables are tested with: fewer in `npm test`, a million in `npm run test:long`. */
export const historyPayments = Number(process.env.HISTORY_PAYMENTS ?? 20_000)

/**
 * A year of history that ends now: customers and mitra, payments of every status with their chats, failures, repayments,
 * ledger and audit lines, and a few live ones. It is written past triggers and foreign keys, which would look up every row.
 */
export async function seedHistory(world: World, payments: number): Promise<void> {
  const [customers, mitras] = [Math.ceil(payments / 5), Math.min(1_000, Math.ceil(payments / 100))]
  const at = `now() - interval '365 days' * (${payments} - g) / ${payments}`
  const some = (table: string, count: number) => `join ${table} on ${table}.n = 1 + g::bigint * 7919 % ${count}`
  const statements = [
    `insert into customers (phone, call_name, created_at, credit_balance, blocked_at)
      select '+6283' || (100000000 + g), 'Orang ' || g, now() - interval '365 days' * (${customers} - g) / ${customers},
        case when g % 500 = 0 then 25000 else 0 end, case when g % 1000 = 0 then now() end from generate_series(1, ${customers}) g`,
    `insert into mitras (display_name, is_online) select 'Mitra ' || g, g % 3 = 0 from generate_series(1, ${mitras}) g`,
    "insert into operators (email, role) select 'op' || g || '@history.test', 'operator' from generate_series(1, 20) g",
    'create temp table customer_ids as select id, row_number() over (order by id) as n from customers',
    'create temp table mitra_ids as select id, row_number() over (order by id) as n from mitras',
    "create temp table operator_ids as select id, row_number() over () as n from operators where email like '%history.test'",
    `insert into payment_sessions (customer_id, amount, duration_minutes, status, is_extension, charged_amount, charge_requested_at,
        created_at, confirmed_at, consumed_at, ended_at)
      select customer_ids.id, 25000, 15,
        case when g > ${payments} - 200 then 'pending' when g % 10 = 0 then 'failed_pairing' when g % 10 = 1 then 'abandoned'
          when g % 10 = 2 then 'expired' else 'consumed' end,
        g % 10 = 5, case when g % 10 in (0, 3, 4, 5, 6, 7, 8, 9) then 25000 end, ${at}, ${at},
        case when g % 10 not in (1, 2) then ${at} end, case when g % 10 > 2 then ${at} end, case when g % 10 <= 2 then ${at} end
      from generate_series(1, ${payments}) g ${some('customer_ids', customers)} order by g`,
    `create temp table paid as select id, customer_id, status, created_at, row_number() over (order by id) as g from payment_sessions
      where status in ('consumed', 'failed_pairing') and not is_extension`,
    `insert into chat_sessions (customer_id, mitra_id, payment_session_id, request_type, topic_sensitivity, status, created_at, started_at,
        ends_at, ended_at, ended_by, completed_at)
      select customer_id, case when status = 'consumed' then mitra_ids.id end, paid.id,
        case when g % 5 = 0 then 'returning' else 'general' end, case when g % 20 = 0 then 'sensitive' else 'regular' end,
        case when g > (select max(g) - 100 from paid) and status = 'consumed' then 'active' when status = 'consumed' then 'completed' else 'expired' end,
        created_at, case when status = 'consumed' then created_at + interval '9 seconds' end, created_at + interval '15 minutes',
        case when g <= (select max(g) - 100 from paid) or status <> 'consumed' then created_at + interval '15 minutes' end,
        case when g <= (select max(g) - 100 from paid) or status <> 'consumed' then 'timer' end, created_at + interval '16 minutes'
      from paid ${some('mitra_ids', mitras)} order by g`,
    `insert into ratings (chat_session_id, stars) select id, 1 + (row_number() over ()) % 5 from chat_sessions where status = 'completed' and request_type = 'returning'`,
    `insert into pairing_failures (payment_session_id, customer_id, cause_tag, amount, operator_action, actioned_by, actioned_at, created_at)
      select paid.id, customer_id, case when g % 3 = 0 then 'customer_cancelled' else 'no_mitra_available' end, 25000,
        case when g % 11 > 0 then 'refunded' end, case when g % 11 > 0 then operator_ids.id end,
        case when g % 11 > 0 then created_at end, created_at
      from paid ${some('operator_ids', 20)} where status = 'failed_pairing' order by g`,
    `insert into repayments (payment_session_id, pairing_failure_id, kind, gateway_amount, credit_amount, status, created_at, changed_at)
      select payment_session_id, id, 'refunded', 25000, 0, 'settled', created_at, created_at from pairing_failures where operator_action = 'refunded'`,
    `insert into audit_log (actor_id, actor_role, address, action, subject, after, created_at)
      select actioned_by, 'operator', '10.0.0.1', 'decide_failed_pairing', 'pairing_failures/' || id, '{"action": "refunded"}', created_at
      from pairing_failures where operator_action = 'refunded'`,
    `insert into ledger_entries (transaction_id, kind, account, amount, payment_session_id, customer_id, created_at)
      select paid.id, 'charge', entry.account, entry.amount, paid.id, paid.customer_id, paid.created_at
      from paid, (values ('gateway', 25000), ('sales', -25000)) entry (account, amount)`,
  ]
  await world.sql(`begin; set local session_replication_role = replica; ${statements.join(';')}; commit`)
  for (const table of [...historyTables, 'mitras']) await world.sql(`vacuum analyze ${table}`)
}

/** The tables that grow every day: no page may read one of them from end to end. */
export const historyTables = [
  'customers',
  'payment_sessions',
  'chat_sessions',
  'ratings',
  'pairing_failures',
  'repayments',
  'audit_log',
  'ledger_entries',
]
