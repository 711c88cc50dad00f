import { type Account, numbered, openAccounts } from '@bestie/dev-world/accounts'
import type pg from 'pg'

/** Makes this many people of a role; mitra are online. */
export const makePeople = (pool: pg.Pool, role: 'customer' | 'mitra', count: number): Promise<Account[]> =>
  openAccounts(pool, role, numbered(role === 'customer' ? 'Teman' : 'Bestie', count), { online: true })

/** A payment for each of these customers, in their order: confirmed, so that a search can start, or still to be confirmed. */
export async function makePayments(
  pool: pg.Pool,
  customers: Account[],
  status: 'confirmed' | 'pending' = 'confirmed',
): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `insert into payment_sessions (customer_id, amount, duration_minutes, status, charged_amount, charge_requested_at, confirmed_at, expires_at)
      select id, 25000, 15, $2, case when $2 = 'confirmed' then 25000 end, case when $2 = 'confirmed' then now() end,
        case when $2 = 'confirmed' then now() end, now() + interval '1 day'
      from unnest($1::uuid[]) as id returning id`,
    [customers.map(({ id }) => id), status],
  )
  return rows.map(({ id }) => id)
}

/** Two people in a chat that lasts longer than any turn. */
export interface Pair {
  chatId: string
  customer: Account
  mitra: Account
}

/** Active chats of new people, one for each pair. */
export async function makePairs(pool: pg.Pool, count: number): Promise<Pair[]> {
  const customers = await makePeople(pool, 'customer', count)
  const mitras = await makePeople(pool, 'mitra', count)
  const payments = await makePayments(pool, customers)
  await pool.query("update payment_sessions set status = 'consumed', consumed_at = now() where id = any($1)", [payments])
  const { rows } = await pool.query<{ id: string }>(
    `insert into chat_sessions (customer_id, mitra_id, payment_session_id, status, capacity_at_accept, started_at, ends_at)
      select p.customer_id, mitra, p.id, 'active', 3, now(), now() + interval '6 hours'
      from unnest($1::uuid[], $2::uuid[]) with ordinality as pair (payment, mitra, number)
      join payment_sessions p on p.id = pair.payment order by number
      returning id`,
    [payments, mitras.map(({ id }) => id)],
  )
  await pool.query(
    `insert into chat_request_notifications (chat_session_id, mitra_id, status)
      select id, mitra_id, 'accepted' from chat_sessions where id = any($1)`,
    [rows.map(({ id }) => id)],
  )
  // The rows come back in the order in which they were inserted.
  return rows.map(({ id }, number) => ({ chatId: id, customer: customers[number] as Account, mitra: mitras[number] as Account }))
}
