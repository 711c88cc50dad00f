import type { FailedPairing, failedPairings, failedPairingsQuery } from '@bestie/contracts/operator'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { Database } from '../db/tables'
import { Refusal } from '../refusal'

const pageSize = 50

type Row = Omit<FailedPairing, 'created_at' | 'actioned_at'> & { created_at: Date; actioned_at: Date | null }

/** What was paid or asked for and did not happen, newest first, 50 a page. Dates are whole days of Asia/Jakarta, both included. */
export async function listFailedPairings(
  db: Kysely<Database>,
  { cause_tags, from, to, page }: z.output<typeof failedPairingsQuery>,
): Promise<z.infer<typeof failedPairings>> {
  const condition = sql`
    (${cause_tags ?? null}::text[] is null or f.cause_tag = any(${cause_tags ?? null}::text[]))
    and (${from ?? null}::date is null or f.created_at >= ${from ?? null}::date::timestamp at time zone 'Asia/Jakarta')
    and (${to ?? null}::date is null or f.created_at < (${to ?? null}::date + 1)::timestamp at time zone 'Asia/Jakarta')`
  const [items, count] = await Promise.all([
    readRows(db, condition, { limit: pageSize, offset: (page - 1) * pageSize }),
    sql<{ total: number }>`select count(*) as total from pairing_failures f where ${condition}`.execute(db),
  ])
  return { items, page, total: count.rows[0]?.total ?? 0 }
}

/** One failure as its row in the table. Refuses `not_found`. */
export async function readFailedPairing(db: Kysely<Database>, failureId: string): Promise<FailedPairing> {
  const [row] = await readRows(db, sql`f.id = ${failureId}`, { limit: 1, offset: 0 })
  if (row === undefined) throw new Refusal('not_found')
  return row
}

async function readRows(
  db: Kysely<Database>,
  condition: RawBuilder<unknown>,
  { limit, offset }: { limit: number; offset: number },
): Promise<FailedPairing[]> {
  const { rows } = await sql<Row>`
    select f.id, f.created_at, f.payment_session_id, f.chat_session_id, f.cause_tag, f.amount, f.operator_action, f.actioned_at,
      o.email as actioned_by,
      case when c.id is not null then json_build_object('id', c.id, 'call_name', c.call_name) end as customer,
      case when m.id is not null then json_build_object('id', m.id, 'display_name', m.display_name) end as targeted_mitra
    from pairing_failures f
    left join customers c on c.id = f.customer_id
    left join mitras m on m.id = f.targeted_mitra_id
    left join operators o on o.id = f.actioned_by
    where ${condition}
    order by f.created_at desc, f.id desc
    limit ${limit} offset ${offset}
  `.execute(db)
  return rows.map((row) => ({
    ...row,
    created_at: row.created_at.toISOString(),
    actioned_at: row.actioned_at?.toISOString() ?? null,
  }))
}
