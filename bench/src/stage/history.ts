import type pg from 'pg'

/** How large the history is. */
export interface History {
  chats: number
  messagesEach: number
}

/**
 * Years of completed chats with their messages, written past triggers and foreign keys. The numbers
 * of people, payments and chats are realistic: a customer came five times, a mitra listened a
 * thousand times. The messages are marked as sealed, as all are, so that no sweep seals them.
 */
export async function layHistory(pool: pg.Pool, { chats, messagesEach }: History): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('set session_replication_role = replica')
    await client.query("set maintenance_work_mem = '512MB'")
    const [customers, mitras] = [Math.ceil(chats / 5), Math.ceil(chats / 1_000)]
    const at = `now() - interval '1000 days' * (${chats} - g) / ${chats}`
    await client.query(
      `insert into customers (call_name, created_at) select 'Dulu ' || g, now() - interval '1000 days' from generate_series(1, ${customers}) g`,
    )
    await client.query(
      `insert into mitras (display_name, is_online) select 'Dulu ' || g, false from generate_series(1, ${mitras}) g`,
    )
    await client.query('create temp table old_customers as select id, row_number() over (order by id) as n from customers')
    await client.query('create temp table old_mitras as select id, row_number() over (order by id) as n from mitras')
    await client.query(
      'create unique index on old_customers (n); create unique index on old_mitras (n); analyze old_customers; analyze old_mitras',
    )
    await client.query(`insert into payment_sessions (customer_id, amount, duration_minutes, status, charged_amount, created_at, confirmed_at, consumed_at)
      select c.id, 25000, 15, 'consumed', 25000, ${at}, ${at}, ${at} from generate_series(1, ${chats}) g join old_customers c on c.n = 1 + g % ${customers}`)
    await client.query(`insert into chat_sessions (customer_id, mitra_id, payment_session_id, status, created_at, started_at, ends_at, ended_at, ended_by,
        completed_at, last_seq)
      select p.customer_id, m.id, p.id, 'completed', p.created_at, p.created_at, p.created_at + interval '15 minutes',
        p.created_at + interval '15 minutes', 'timer', p.created_at + interval '16 minutes', ${messagesEach}
      from (select *, row_number() over (order by id) as g from payment_sessions where status = 'consumed') p
      join old_mitras m on m.n = 1 + p.g % ${mitras}`)
    await client.query(`insert into chat_request_notifications (chat_session_id, mitra_id, status, ended_at)
      select id, mitra_id, 'accepted', started_at from chat_sessions where status = 'completed'`)
    await client.query(`insert into messages (chat_session_id, seq, sender_role, client_message_id, body, sealed, created_at)
      select c.id, seq, case when seq % 2 = 0 then 'mitra' else 'customer' end, 'old-' || seq, repeat('kata ', 12), true, c.started_at
      from chat_sessions c, generate_series(1, ${messagesEach}) seq where c.status = 'completed'`)
    await client.query('drop table old_customers, old_mitras')
    await client.query('vacuum analyze')
    await client.query('checkpoint')
  } finally {
    client.release(true)
  }
}
