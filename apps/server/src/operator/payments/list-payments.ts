import { rowsPerTablePage } from '@bestie/contracts/limits'
import type { PaymentRow, paymentsQuery, paymentTable } from '@bestie/contracts/operator-payments'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { Database } from '../../db/tables'
import { allOf, byCreation, idFrom, madeOn } from '../table-query'

type Row = Omit<PaymentRow, 'created_at' | 'confirmed_at' | 'ended_at'> & {
  created_at: Date
  confirmed_at: Date | null
  ended_at: Date | null
}

/** Payments, 50 a page; `q` is the beginning of an id, or the gateway's own reference of a capture, in full. */
export async function listPayments(
  db: Kysely<Database>,
  { page, sort, q, customer_id, statuses, is_extension, from, to }: z.output<typeof paymentsQuery>,
): Promise<z.infer<typeof paymentTable>> {
  // Looked up first: an OR of both would cost either its index.
  const captured = q && (await paymentOfCapture(db, q))
  const condition = allOf(
    madeOn(sql`p.created_at`, from, to),
    captured ? sql`p.id = ${captured}` : q && idFrom(sql`p.id`, q),
    customer_id && sql`p.customer_id = ${customer_id}`,
    statuses && sql`p.status = any(${statuses}::text[])`,
    is_extension === undefined ? undefined : sql`p.is_extension = ${is_extension}`,
  )
  const [items, count] = await Promise.all([
    readPaymentRows(db, condition, { offset: (page - 1) * rowsPerTablePage, sort }),
    sql<{ total: number }>`select count(*) as total from payment_sessions p where ${condition}`.execute(db),
  ])
  return { items, page, total: count.rows[0]?.total ?? 0 }
}

async function paymentOfCapture(db: Kysely<Database>, captureId: string): Promise<string | undefined> {
  const captured = await db
    .selectFrom('gateway_captures')
    .select('payment_session_id')
    .where('capture_id', '=', captureId)
    .executeTakeFirst()
  return captured?.payment_session_id
}

/** The payments that match `condition` (on `p`), in the order of `sort` (newest first), at most `limit` (50). */
export async function readPaymentRows(
  db: Kysely<Database>,
  condition: RawBuilder<unknown>,
  { offset, sort, limit }: { offset?: number; sort?: 'created_at' | '-created_at'; limit?: number } = {},
): Promise<PaymentRow[]> {
  const order = byCreation('p', sort ?? '-created_at')
  const { rows } = await sql<Row>`
    select p.id as payment_session_id, p.customer_id, json_build_object('id', c.id, 'call_name', c.call_name) as customer,
      p.status, p.amount, p.credit_amount, p.charged_amount, p.duration_minutes, p.is_free_trial, p.is_extension, p.created_at, p.confirmed_at, p.ended_at
    from (
      select p.id from payment_sessions p where ${condition} order by ${order} limit ${sql.lit(limit ?? rowsPerTablePage)} offset ${offset ?? 0}
    ) shown
    join payment_sessions p on p.id = shown.id
    join customers c on c.id = p.customer_id
    order by ${order}
  `.execute(db)
  return rows.map((row) => ({
    ...row,
    created_at: row.created_at.toISOString(),
    confirmed_at: row.confirmed_at?.toISOString() ?? null,
    ended_at: row.ended_at?.toISOString() ?? null,
  }))
}
