import { rowsPerTablePage } from '@bestie/contracts/limits'
import type { OperatorPerson, operatorPeople } from '@bestie/contracts/operator-operators'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { Database } from '../../db/tables'
import { Refusal } from '../../refusal'

type Row = Omit<OperatorPerson, 'created_at' | 'disabled_at' | 'last_used_at'> & {
  created_at: Date
  disabled_at: Date | null
  last_used_at: Date | null
}

/** The operators by email, 50 a page. */
export async function listOperators(db: Kysely<Database>, page: number): Promise<z.infer<typeof operatorPeople>> {
  const [items, count] = await Promise.all([
    readRows(db, sql`true`, (page - 1) * rowsPerTablePage),
    sql<{ total: number }>`select count(*) as total from operators`.execute(db),
  ])
  return { items, page, total: count.rows[0]?.total ?? 0 }
}

/** One operator as a row of the table. Refuses `not_found`. */
export async function readOperator(db: Kysely<Database>, operatorId: string): Promise<OperatorPerson> {
  const [row] = await readRows(db, sql`o.id = ${operatorId}`, 0)
  if (row === undefined) throw new Refusal('not_found')
  return row
}

async function readRows(db: Kysely<Database>, condition: RawBuilder<unknown>, offset: number): Promise<OperatorPerson[]> {
  const { rows } = await sql<Row>`
    select o.id, o.email, o.role, o.created_at, o.disabled_at, o.totp_confirmed_at is not null as totp_enabled, o.totp_required,
      (select max(coalesce(t.last_used_at, t.created_at)) from access_tokens t where t.user_id = o.id) as last_used_at
    from operators o where ${condition}
    order by o.email limit ${sql.lit(rowsPerTablePage)} offset ${offset}
  `.execute(db)
  return rows.map((row) => ({
    ...row,
    created_at: row.created_at.toISOString(),
    disabled_at: row.disabled_at?.toISOString() ?? null,
    last_used_at: row.last_used_at?.toISOString() ?? null,
  }))
}
