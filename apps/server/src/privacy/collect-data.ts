import type { CustomerExport } from '@bestie/contracts/operator-customers'
import { type RawBuilder, sql } from 'kysely'
import type { Ctx } from '../ctx'
import { Refusal } from '../refusal'
import { openBodies, type StoredMessage } from '../sealing/chat-keys'

type Rows = Record<string, unknown>[]

/** All stored data of a customer, with messages unsealed. Refuses `not_found`. */
export async function collectData({ db, chatKeys }: Pick<Ctx, 'db' | 'chatKeys'>, customerId: string): Promise<CustomerExport> {
  const rowsOf = async (query: RawBuilder<Record<string, unknown>>): Promise<Rows> => (await query.execute(db)).rows
  const [customer] = await rowsOf(sql`
    select id, phone, email, call_name, language, credit_balance, created_at, blocked_at, restricted_at
    from customers where id = ${customerId}`)
  if (customer === undefined) throw new Refusal('not_found')
  const chats = await rowsOf(sql`
    select c.id, m.display_name as bestie, c.payment_session_id, c.request_type, c.topic_sensitivity, c.status, c.duration_minutes,
      c.created_at, c.started_at, c.ended_at, c.ended_by, read.delivered_seq, read.read_seq
    from chat_sessions c left join mitras m on m.id = c.mitra_id
    left join chat_cursors read on read.chat_session_id = c.id and read.reader_role = 'customer'
    where c.customer_id = ${customerId} order by c.id`)
  const { rows: said } = await sql<StoredMessage>`
    select g.chat_session_id, g.seq, g.sender_role, g.client_message_id, g.body, g.sealed, g.created_at
    from chat_sessions c join messages g on g.chat_session_id = c.id where c.customer_id = ${customerId} order by c.id, g.seq
  `.execute(db)
  return {
    exported_at: new Date().toISOString(),
    customer,
    consents: await rowsOf(sql`
      select version, given_at, withdrawn_at from consents where customer_id = ${customerId} order by given_at`),
    sign_ins: await rowsOf(sql`
      select created_at, last_used_at, expires_at, address, user_agent
      from access_tokens where user_id = ${customerId} order by created_at`),
    push_subscriptions: await rowsOf(sql`
      select endpoint, created_at from push_subscriptions where user_id = ${customerId} order by created_at`),
    payments: await rowsOf(sql`
      select id, amount, credit_amount, charged_amount, duration_minutes, status, is_free_trial, is_extension, topic_sensitivity,
        created_at, confirmed_at, consumed_at, ended_at
      from payment_sessions where customer_id = ${customerId} order by id`),
    chats,
    extensions: await rowsOf(sql`
      select e.id, e.chat_session_id, e.payment_session_id, e.duration_minutes, e.amount, e.status, e.created_at, e.decided_at
      from chat_sessions c join extensions e on e.chat_session_id = c.id where c.customer_id = ${customerId} order by e.id`),
    messages: (await openBodies(chatKeys, said)).map(({ client_message_id: _, ...message }) => message),
    ratings: await rowsOf(sql`
      select r.chat_session_id, r.stars, r.comment, r.created_at
      from chat_sessions c join ratings r on r.chat_session_id = c.id where c.customer_id = ${customerId} order by c.id`),
    failures: await rowsOf(sql`
      select id, payment_session_id, chat_session_id, cause_tag, amount, operator_action, actioned_at, created_at
      from pairing_failures where customer_id = ${customerId} order by id`),
    repayments: await rowsOf(sql`
      select r.payment_session_id, r.kind, r.gateway_amount, r.credit_amount, r.status, r.created_at
      from payment_sessions p join repayments r on r.payment_session_id = p.id where p.customer_id = ${customerId} order by r.id`),
    ledger: await rowsOf(sql`
      select transaction_id, kind, account, amount, payment_session_id, created_at
      from ledger_entries where customer_id = ${customerId} order by id`),
  }
}
