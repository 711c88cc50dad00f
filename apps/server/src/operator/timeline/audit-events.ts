import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/tables'
import type { Happened } from './in-order'

/** What operators, or the system, did to these subjects. */
export async function auditEvents(db: Kysely<Database>, subjects: string[]): Promise<Happened[]> {
  const { rows } = await sql<Omit<Extract<Happened, { type: 'audited' }>, 'type'>>`
    select a.created_at as at, a.action, o.email as by, a.subject, a.before, a.after
    from audit_log a left join operators o on o.id = a.actor_id
    where a.subject = any(${subjects}::text[])
    order by a.created_at, a.id limit 500
  `.execute(db)
  return rows.map((row) => ({ type: 'audited', ...row }))
}
