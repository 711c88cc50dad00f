import { rowsPerTablePage } from '@bestie/contracts/limits'
import type { CustomerProfile, CustomerRow, customersQuery, customerTable } from '@bestie/contracts/operator-customers'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { Database } from '../../db/tables'
import { utc } from '../../db/utc'
import { Refusal } from '../../refusal'
import { readChatRows } from '../chats/read-chats'
import { readPaymentRows } from '../payments/list-payments'
import { personFrom } from '../search-people'
import { allOf, beginsWith, byCreation, madeOn } from '../table-query'
import { maskEmail, maskPhone } from './mask'

type Row = Omit<CustomerRow, 'created_at' | 'blocked_at' | 'restricted_at' | 'erased_at' | 'phone_masked' | 'email_masked'> & {
  phone: string | null
  email: string | null
  created_at: Date
  blocked_at: Date | null
  restricted_at: Date | null
  erased_at: Date | null
}

/** How many payments, chats and ratings a profile shows; the tables have the rest. */
const shownLately = 20

/** The customers, 50 a page, contact data masked. */
export async function listCustomers(
  db: Kysely<Database>,
  { page, sort, q, is_blocked, from, to }: z.output<typeof customersQuery>,
): Promise<z.infer<typeof customerTable>> {
  const condition = allOf(
    madeOn(sql`u.created_at`, from, to),
    q && personFrom('u', q, (name) => beginsWith(sql`lower(u.call_name)`, name)),
    is_blocked === undefined ? undefined : is_blocked ? sql`u.blocked_at is not null` : sql`u.blocked_at is null`,
  )
  const [items, count] = await Promise.all([
    readRows(db, condition, { offset: (page - 1) * rowsPerTablePage, sort }),
    sql<{ total: number }>`select count(*) as total from customers u where ${condition}`.execute(db),
  ])
  return { items, page, total: count.rows[0]?.total ?? 0 }
}

/** One customer with their latest activity. Refuses `not_found`. */
export async function readCustomerProfile(db: Kysely<Database>, customerId: string): Promise<CustomerProfile> {
  const [row] = await readRows(db, sql`u.id = ${customerId}`, {})
  if (row === undefined) throw new Refusal('not_found')
  const [more, payments, sessions, ratings] = await Promise.all([
    sql<Pick<CustomerProfile, 'language' | 'block' | 'consent' | 'free_trial_used'>>`
      select u.language, exists (
        select from payment_sessions p where p.customer_id = u.id and p.is_free_trial and p.status = 'consumed') as free_trial_used,
      case when u.blocked_at is not null then (
        select json_build_object('reason', a.after ->> 'reason', 'by', o.email,
          'at', ${utc('u.blocked_at')})
        from audit_log a left join operators o on o.id = a.actor_id
        where a.subject = 'customers/' || u.id and a.action in ('block_customer', 'erase_customer')
        order by a.created_at desc limit 1) end as block, (
        select json_build_object('version', k.version, 'given_at', ${utc('k.given_at')})
        from consents k where k.customer_id = u.id and k.withdrawn_at is null order by k.given_at desc limit 1) as consent
      from customers u where u.id = ${customerId}
    `.execute(db),
    readPaymentRows(db, sql`p.customer_id = ${customerId}`, { limit: shownLately }),
    readChatRows(db, sql`c.customer_id = ${customerId}`, shownLately),
    sql<{ chat_session_id: string; stars: number; comment: string | null; created_at: Date }>`
      select r.chat_session_id, r.stars, r.comment, r.created_at from chat_sessions c join ratings r on r.chat_session_id = c.id
      where c.customer_id = ${customerId} order by c.id desc limit ${sql.lit(shownLately)}
    `.execute(db),
  ])
  return {
    ...row,
    ...(more.rows[0] as (typeof more.rows)[0]),
    payments,
    sessions,
    ratings: ratings.rows.map((rating) => ({ ...rating, created_at: rating.created_at.toISOString() })),
  }
}

async function readRows(
  db: Kysely<Database>,
  condition: RawBuilder<unknown>,
  { offset = 0, sort = '-created_at' }: { offset?: number; sort?: 'created_at' | '-created_at' },
): Promise<CustomerRow[]> {
  const order = byCreation('u', sort)
  const { rows } = await sql<Row>`
    select u.id, u.call_name, u.phone, u.email, u.credit_balance, u.created_at, u.blocked_at, u.restricted_at, u.erased_at, (
      select count(*) from chat_sessions c where c.customer_id = u.id and c.status in ('active', 'closing', 'completed')) as delivered_chats
    from (
      select u.id from customers u where ${condition} order by ${order} limit ${sql.lit(rowsPerTablePage)} offset ${offset}
    ) shown join customers u on u.id = shown.id
    order by ${order}
  `.execute(db)
  return rows.map(({ phone, email, ...row }) => ({
    ...row,
    phone_masked: maskPhone(phone),
    email_masked: maskEmail(email),
    created_at: row.created_at.toISOString(),
    blocked_at: row.blocked_at?.toISOString() ?? null,
    restricted_at: row.restricted_at?.toISOString() ?? null,
    erased_at: row.erased_at?.toISOString() ?? null,
  }))
}
