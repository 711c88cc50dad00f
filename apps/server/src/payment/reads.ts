import type { Payment, PaymentNow } from '@bestie/contracts/payment'
import { closingCauses } from '@bestie/contracts/states'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Ctx } from '../ctx'
import type { Database } from '../db/tables'
import { lastly } from '../db/transact'
import { availableMitras } from '../presence/available-mitras'
import { Refusal } from '../refusal'

type Row = Omit<Payment, 'expires_at' | 'created_at' | 'confirmed_at' | 'consumed_at'> & {
  expires_at: Date
  created_at: Date
  confirmed_at: Date | null
  consumed_at: Date | null
}

/** A customer's own payment as a resource. Refuses `not_found`, also for somebody else's. */
export async function readPayment(db: Kysely<Database>, customerId: string, paymentId: string): Promise<Payment> {
  const [payment] = await readPayments(db, sql`p.id = ${paymentId} and p.customer_id = ${customerId}`)
  if (payment === undefined) throw new Refusal('not_found')
  return payment
}

/**
 * The same, and whether a mitra other than the bound one is available now; null if that does not
 * apply. After a reload, an app told "not online" asks here again, since no event repeats it.
 */
export async function readPaymentNow(ctx: Ctx, customerId: string, paymentId: string): Promise<PaymentNow> {
  const payment = await readPayment(ctx.db, customerId, paymentId)
  const targetedId = payment.targeted_mitra?.id
  if (targetedId === undefined || payment.status !== 'confirmed' || payment.in_use) return { ...payment, other_available: null }
  return { ...payment, other_available: await isOtherAvailable(ctx, targetedId) }
}

/** Whether any mitra but this one is available now. */
export async function isOtherAvailable(ctx: Ctx, mitraId: string): Promise<boolean> {
  const { rows } = await sql<{ other_available: boolean }>`
    select exists (
      select from ${availableMitras(ctx.settings.whole('max_customers_per_mitra'))} free where free.id <> ${mitraId}
    ) as other_available
  `.execute(ctx.db)
  return rows[0]?.other_available ?? false
}

/** A customer's unused payments for chats: confirmed, and not searching right now. */
export async function readWaitingPayments(db: Kysely<Database>, customerId: string): Promise<Payment[]> {
  return await readPayments(
    db,
    sql`p.customer_id = ${customerId} and p.status = 'confirmed' and p.open_request_id is null
      and not p.is_extension and p.expires_at > clock_timestamp()`,
  )
}

/** The state that keeps this payment from being used. Past its time it counts as expired, even before a sweep has ended it. */
export async function stateInTheWay(db: Kysely<Database>, payment: Payment): Promise<Payment['status']> {
  if (payment.status !== 'confirmed' || payment.in_use) return payment.status
  const { rows } = await sql<{ is_over: boolean }>`
    select expires_at <= clock_timestamp() as is_over from payment_sessions where id = ${payment.payment_session_id}
  `.execute(db)
  return rows[0]?.is_over ? 'expired' : payment.status
}

const pageSize = 30

/** A customer's payments, newest first, 30 a page. `cursor` is the last id of the page before. */
export async function listPayments(
  db: Kysely<Database>,
  customerId: string,
  cursor = 'ffffffff-ffff-ffff-ffff-ffffffffffff',
): Promise<{ items: Payment[]; next_cursor: string | null }> {
  const found = await readPayments(db, sql`p.customer_id = ${customerId} and p.id < ${cursor}::uuid`, pageSize + 1)
  const items = found.slice(0, pageSize)
  return { items, next_cursor: found.length > pageSize ? (items.at(-1)?.payment_session_id ?? null) : null }
}

/** A transaction's last statement: reads a payment as its customer sees it, or undefined. The caller has checked whose it is. */
export const lastlyPayment = (paymentId: string) => lastly(rowsOf(sql`p.id = ${paymentId}`), (rows) => rows.map(shape)[0])

async function readPayments(db: Kysely<Database>, condition: RawBuilder<unknown>, limit?: number): Promise<Payment[]> {
  return (await rowsOf(condition, limit).execute(db)).rows.map(shape)
}

/** Whether the gateway was asked for a payment (`p`), or for the part of it that credit does not pay. */
export const isAtTheGateway = sql<boolean>`p.charge_requested_at is not null and p.amount > p.credit_amount`

const asRepayment = sql`json_build_object('kind', r.kind, 'status', r.status, 'amount', r.gateway_amount + r.credit_amount)`

function rowsOf(condition: RawBuilder<unknown>, limit = 100): RawBuilder<Row> {
  return sql<Row>`
    select p.id as payment_session_id, p.status, p.amount, p.credit_amount,
      coalesce(p.charged_amount, case when p.confirmed_at is not null then p.amount else 0 end) as charged_amount,
      p.duration_minutes, p.is_free_trial, p.is_extension,
      p.extended_chat_session_id, p.topic_sensitivity, p.expires_at, p.created_at, p.confirmed_at, p.consumed_at, p.pay_url,
      p.open_request_id is not null as in_use, p.targeted_mitra_id,
      case when m.id is not null then json_build_object('id', m.id, 'display_name', m.display_name) end as targeted_mitra,
      (select c.id from chat_sessions c
        where c.payment_session_id = p.id and c.status in ('searching', 'active', 'closing', 'completed')) as chat_session_id,
      (select f.cause_tag from pairing_failures f
        where f.payment_session_id = p.id and f.cause_tag <> 'unexpected_capture' order by f.created_at desc, f.id desc limit 1) as cause_tag,
      exists (select from pairing_failures f
        where f.payment_session_id = p.id and f.cause_tag in (${sql.join(closingCauses)}) and f.operator_action is not null) as is_decided,
      (select ${asRepayment} from repayments r
        where r.payment_session_id = p.id and not r.of_unexpected and r.status <> 'withdrawn' order by r.id desc limit 1) as repayment,
      (select coalesce(json_agg(json_build_object('amount', f.amount, 'is_decided', f.operator_action is not null, 'repayment',
          (select ${asRepayment} from repayments r where r.pairing_failure_id = f.id and r.status <> 'withdrawn' order by r.id desc limit 1)
        ) order by f.id), '[]')
        from pairing_failures f where f.payment_session_id = p.id and f.cause_tag = 'unexpected_capture') as unexpected_captures
    from payment_sessions p left join mitras m on m.id = p.targeted_mitra_id
    where ${condition}
    order by p.id desc
    limit ${limit}
  `
}

const shape = (row: Row): Payment => ({
  ...row,
  expires_at: row.expires_at.toISOString(),
  created_at: row.created_at.toISOString(),
  confirmed_at: row.confirmed_at?.toISOString() ?? null,
  consumed_at: row.consumed_at?.toISOString() ?? null,
})

/** Whether the customer may still have the free trial: none delivered yet, and none open. */
export async function isFreeTrialEligible(db: Kysely<Database>, customerId: string): Promise<boolean> {
  const used = await db
    .selectFrom('payment_sessions')
    .select('id')
    .where('customer_id', '=', customerId)
    .where('is_free_trial', '=', true)
    .where('status', 'in', ['pending', 'confirmed', 'consumed'])
    .executeTakeFirst()
  return used === undefined
}
