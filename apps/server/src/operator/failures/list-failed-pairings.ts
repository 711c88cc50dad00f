import { rowsPerTablePage } from '@bestie/contracts/limits'
import type { FailedPairing, failedPairings, failedPairingsQuery } from '@bestie/contracts/operator-failures'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { Database } from '../../db/tables'
import { utc } from '../../db/utc'
import { Refusal } from '../../refusal'
import { allOf, byCreation, madeOn } from '../table-query'

type Row = Omit<FailedPairing, 'created_at' | 'actioned_at'> & { created_at: Date; actioned_at: Date | null }

export type Filters = Omit<z.output<typeof failedPairingsQuery>, 'page'>

/** The failures, 50 a page. Dates are whole days of Asia/Jakarta, both included. */
export async function listFailedPairings(
  db: Kysely<Database>,
  { page, ...filters }: z.output<typeof failedPairingsQuery>,
): Promise<z.infer<typeof failedPairings>> {
  const condition = conditionOf(filters)
  const [items, count] = await Promise.all([
    readRows(db, condition, { limit: rowsPerTablePage, offset: (page - 1) * rowsPerTablePage, sort: filters.sort }),
    sql<{ total: number }>`select count(*) as total from pairing_failures f where ${condition}`.execute(db),
  ])
  return { items, page, total: count.rows[0]?.total ?? 0 }
}

function conditionOf(filters: Filters): RawBuilder<boolean> {
  const { cause_tags, from, to, customer_id, payment_session_id, is_actioned, is_unsettled } = filters
  const unsettled = sql`select r.pairing_failure_id from repayments r where r.status in ('requested', 'sent')`
  return allOf(
    madeOn(sql`f.created_at`, from, to),
    cause_tags && sql`f.cause_tag = any(${cause_tags}::text[])`,
    customer_id && sql`f.customer_id = ${customer_id}`,
    payment_session_id && sql`f.payment_session_id = ${payment_session_id}`,
    is_actioned === undefined ? undefined : is_actioned ? sql`f.operator_action is not null` : sql`f.operator_action is null`,
    // Few refunds are under way: as an array, their failures are looked up by id; a join might look for a refund of every failure.
    is_unsettled === undefined
      ? undefined
      : is_unsettled
        ? sql`f.id = any(array(${unsettled}))`
        : sql`f.id not in (${unsettled})`,
  )
}

/** The rows after the one with id `last`, in the table's order: reads all of them without an offset. */
export async function readFailedPairingsAfter(
  db: Kysely<Database>,
  filters: Filters,
  last: string | undefined,
  limit: number,
): Promise<FailedPairing[]> {
  const beyond = sql.raw(filters.sort === 'created_at' ? '>' : '<')
  const after =
    last && sql`(f.created_at, f.id) ${beyond} (select o.created_at, o.id from pairing_failures o where o.id = ${last})`
  return await readRows(db, allOf(conditionOf(filters), after), { limit, offset: 0, sort: filters.sort })
}

/** One failure as its row in the table. Refuses `not_found`. */
export async function readFailedPairing(db: Kysely<Database>, failureId: string): Promise<FailedPairing> {
  const [row] = await readRows(db, sql`f.id = ${failureId}`, { limit: 1, offset: 0, sort: '-created_at' })
  if (row === undefined) throw new Refusal('not_found')
  return row
}

async function readRows(
  db: Kysely<Database>,
  condition: RawBuilder<unknown>,
  { limit, offset, sort }: { limit: number; offset: number; sort: Filters['sort'] },
): Promise<FailedPairing[]> {
  const { rows } = await sql<Row>`
    select f.id, f.created_at, f.payment_session_id, f.chat_session_id, f.cause_tag, f.amount, f.operator_action, f.actioned_at,
      f.customer_id, f.targeted_mitra_id, o.email as actioned_by, p.status as payment_status,
      case when c.id is not null then json_build_object('id', c.id, 'call_name', c.call_name, 'erased_at', ${utc('c.erased_at')},
        'blocked_at', ${utc('c.blocked_at')}, 'restricted_at', ${utc('c.restricted_at')}) end as customer,
      case when m.id is not null then json_build_object('id', m.id, 'display_name', m.display_name) end as targeted_mitra,
      case when f.operator_action is not null then (
        select a.after ->> 'note' from audit_log a
        where a.subject = 'pairing_failures/' || f.id and a.action = 'decide_failed_pairing'
        order by a.created_at desc, a.id desc limit 1) end as note,
      case when r.id is not null then json_build_object('kind', r.kind, 'status', r.status, 'amount', r.gateway_amount + r.credit_amount,
        'changed_at', ${utc('r.changed_at')}) end as repayment,
      f.operator_action is not null and (f.operator_action = 'no_action' or r.id is null or r.status = 'failed' or (
        case when r.gateway_amount > 0 then r.status = 'requested' else r.credit_amount <= c.credit_balance end)) as reopenable
    from (
      select * from pairing_failures f where ${condition}
      order by ${byCreation('f', sort)}
      limit ${sql.lit(limit)} offset ${offset}
    ) f
    left join payment_sessions p on p.id = f.payment_session_id
    left join customers c on c.id = f.customer_id
    left join mitras m on m.id = f.targeted_mitra_id
    left join operators o on o.id = f.actioned_by
    left join lateral (
      select * from repayments r where r.pairing_failure_id = f.id and r.status <> 'withdrawn' order by r.id desc limit 1) r on true
    order by ${byCreation('f', sort)}
  `.execute(db)
  return rows.map((row) => ({
    ...row,
    created_at: row.created_at.toISOString(),
    actioned_at: row.actioned_at?.toISOString() ?? null,
  }))
}
