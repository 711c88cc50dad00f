import type { PaymentLife } from '@bestie/contracts/operator-payments'
import type { MitraInBrief } from '@bestie/contracts/payment'
import type { CauseTag } from '@bestie/contracts/states'
import type { TopicSensitivity } from '@bestie/contracts/values'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/tables'
import { Refusal } from '../../refusal'
import { auditEvents } from '../timeline/audit-events'
import { chatEvents } from '../timeline/chat-events'
import { extensionEvents } from '../timeline/extension-events'
import { failureEvents } from '../timeline/failure-events'
import { type Happened, inOrder } from '../timeline/in-order'
import { readPaymentRows } from './list-payments'

interface More {
  targeted_mitra_id: string | null
  targeted_mitra: MitraInBrief | null
  topic_sensitivity: TopicSensitivity
  consumed_at: Date | null
  expires_at: Date
  extended_chat_session_id: string | null
  cause_tag: CauseTag | null
  charge_requested_at: Date | null
  chats: string[]
  failures: string[]
}

/** A payment with its whole history in order, from the tap to the last ledger entry. Refuses `not_found`. */
export async function readPaymentLife(db: Kysely<Database>, paymentId: string): Promise<PaymentLife> {
  const [row] = await readPaymentRows(db, sql`p.id = ${paymentId}`)
  if (row === undefined) throw new Refusal('not_found')
  const { charge_requested_at, chats, failures, ...more } = await readMore(db, paymentId)
  const of = sql`c.payment_session_id = ${paymentId}`
  const [captures, ledger, ...others] = await Promise.all([
    captureEvents(db, paymentId),
    ledgerEvents(db, paymentId),
    chatEvents(db, of),
    extensionEvents(db, sql`(e.payment_session_id = ${paymentId} or e.chat_session_id = any(${chats}::uuid[]))`),
    failureEvents(db, sql`f.payment_session_id = ${paymentId}`),
    auditEvents(db, [
      `payment_sessions/${paymentId}`,
      ...chats.map((id) => `chat_sessions/${id}`),
      ...failures.map((id) => `pairing_failures/${id}`),
    ]),
  ])
  const date = (text: string | null) => (text === null ? null : new Date(text))
  const ownEvents: Happened[] = [
    {
      type: 'payment_opened',
      at: new Date(row.created_at),
      amount: row.amount,
      duration_minutes: row.duration_minutes,
      is_free_trial: row.is_free_trial,
      is_extension: row.is_extension,
      targeted_mitra: more.targeted_mitra,
    },
    {
      type: 'charge_requested',
      at: charge_requested_at,
      gateway_amount: row.amount - row.credit_amount,
      credit_amount: row.credit_amount,
    },
    ...captures,
    { type: 'payment_confirmed', at: date(row.confirmed_at), charged_amount: row.charged_amount },
    ...others.flat(),
    { type: 'payment_consumed', at: more.consumed_at },
    { type: 'payment_ended', at: date(row.ended_at), status: row.status },
    ...ledger.events,
  ]
  return {
    ...row,
    ...more,
    consumed_at: more.consumed_at?.toISOString() ?? null,
    expires_at: more.expires_at.toISOString(),
    balances: [...ledger.balances].map(([account, amount]) => ({ account, amount })),
    timeline: inOrder(ownEvents),
  }
}

async function readMore(db: Kysely<Database>, paymentId: string): Promise<More> {
  const { rows } = await sql<More>`
    select p.targeted_mitra_id, p.topic_sensitivity, p.consumed_at, p.expires_at, p.extended_chat_session_id, p.charge_requested_at,
      case when m.id is not null then json_build_object('id', m.id, 'display_name', m.display_name) end as targeted_mitra,
      (select f.cause_tag from pairing_failures f
        where f.payment_session_id = p.id and f.cause_tag <> 'unexpected_capture' order by f.created_at desc, f.id desc limit 1) as cause_tag,
      array(select c.id from chat_sessions c where c.payment_session_id = p.id)::text[] as chats,
      array(select f.id from pairing_failures f where f.payment_session_id = p.id)::text[] as failures
    from payment_sessions p left join mitras m on m.id = p.targeted_mitra_id where p.id = ${paymentId}
  `.execute(db)
  return rows[0] as More
}

async function captureEvents(db: Kysely<Database>, paymentId: string): Promise<Happened[]> {
  const rows = await db
    .selectFrom('gateway_captures')
    .select(['capture_id', 'amount', 'outcome', 'created_at'])
    .where('payment_session_id', '=', paymentId)
    .orderBy('created_at')
    .execute()
  return rows.map(({ created_at, ...capture }) => ({ type: 'captured', at: created_at, ...capture }))
}

/** Every booking with each account's balance for this payment after it, and the final balances. */
async function ledgerEvents(
  db: Kysely<Database>,
  paymentId: string,
): Promise<{ events: Happened[]; balances: Map<string, number> }> {
  const entries = await db
    .selectFrom('ledger_entries')
    .select(['transaction_id', 'kind', 'account', 'amount', 'created_at'])
    .where('payment_session_id', '=', paymentId)
    .orderBy('id')
    .execute()
  const balances = new Map<string, number>()
  const bookings = new Map<string, Extract<Happened, { type: 'booked' }>>()
  for (const { transaction_id, kind, account, amount, created_at } of entries) {
    const running = (balances.get(account) ?? 0) + amount
    balances.set(account, running)
    const booking = bookings.get(transaction_id) ?? { type: 'booked', at: created_at, transaction_id, kind, entries: [] }
    booking.entries.push({ account, amount, running })
    bookings.set(transaction_id, booking)
  }
  return { events: [...bookings.values()], balances }
}
