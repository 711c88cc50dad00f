import type { CustomerExport } from '@bestie/contracts/operator-customers'
import { type RawBuilder, sql } from 'kysely'
import type { Ctx } from '../ctx'
import { Refusal } from '../refusal'
import { openBodies, type StoredMessage } from '../sealing/chat-keys'

type Rows = Record<string, unknown>[]

/** All that is kept of a customer, as it is stored, with what was said opened. Refuses `not_found`. */
export async function collectData({ db, chatKeys }: Pick<Ctx, 'db' | 'chatKeys'>, customerId: string): Promise<CustomerExport> {
  const rowsOf = async (query: RawBuilder<Record<string, unknown>>): Promise<Rows> => (await query.execute(db)).rows
  const [customer] = await rowsOf(sql`
    select id, phone, email, call_name, language, credit_balance, created_at, blocked_at, restricted_at
    from customers where id = ${customerId}`)
  if (customer === undefined) throw new Refusal('not_found')
  const chats = await rowsOf(sql`
    select c.id, m.display_name as bestie, c.payment_session_id, c.request_type, c.topic_sensitivity, c.status, c.duration_minutes,
      c.created_at, c.started_at, c.ended_at, c.ended_by
    from chat_sessions c left join mitras m on m.id = c.mitra_id where c.customer_id = ${customerId} order by c.id`)
  const { rows: said } = await sql<StoredMessage>`
    select g.chat_session_id, g.seq, g.sender_role, g.client_message_id, g.body, g.sealed, g.created_at
    from chat_sessions c join messages g on g.chat_session_id = c.id where c.customer_id = ${customerId} order by c.id, g.seq
  `.execute(db)
  return {
    exported_at: new Date().toISOString(),
    customer,
    consents: await rowsOf(sql`
      select version, given_at, withdrawn_at from consents where customer_id = ${customerId} order by given_at`),
    payments: await rowsOf(sql`
      select id, amount, credit_amount, charged_amount, duration_minutes, status, is_free_trial, is_extension, topic_sensitivity,
        created_at, confirmed_at, consumed_at, ended_at
      from payment_sessions where customer_id = ${customerId} order by id`),
    chats,
    messages: (await openBodies(chatKeys, said)).map(({ client_message_id: _, ...message }) => message),
    ratings: await rowsOf(sql`
      select r.chat_session_id, r.stars, r.comment, r.created_at
      from chat_sessions c join ratings r on r.chat_session_id = c.id where c.customer_id = ${customerId} order by c.id`),
    ledger: await rowsOf(sql`
      select transaction_id, kind, account, amount, payment_session_id, created_at
      from ledger_entries where customer_id = ${customerId} order by id`),
  }
}
