import { rowsPerTablePage } from '@bestie/contracts/limits'
import type { AuditLine, auditQuery, auditTable } from '@bestie/contracts/operator-audit'
import { id } from '@bestie/contracts/values'
import { type Kysely, sql } from 'kysely'
import type { z } from 'zod'
import type { Database } from '../db/tables'
import { allOf, beginsWith, byCreation, madeOn } from './table-query'

/** Who did what to whom, from where, before and after: 50 lines a page. */
export async function listAudit(
  db: Kysely<Database>,
  { page, sort, actor, action, subject, from, to }: z.output<typeof auditQuery>,
): Promise<z.infer<typeof auditTable>> {
  const condition = allOf(
    madeOn(sql`a.created_at`, from, to),
    actor && (id.safeParse(actor).success ? sql`a.actor_id = ${actor}` : byEmail(actor)),
    action && sql`a.action = ${action}`,
    subject && beginsWith(sql`a.subject`, subject),
  )
  const order = byCreation('a', sort)
  const [lines, count] = await Promise.all([
    sql<Omit<AuditLine, 'created_at'> & { created_at: Date }>`
      select a.id, a.created_at, case when a.actor_id is not null then json_build_object('id', a.actor_id, 'email', o.email) end as actor,
        a.actor_role, a.action, a.subject, a.address, a.before, a.after,
        (select s.email from operators s where a.subject = 'operators/' || s.id) as subject_email,
        case when a.subject ~ '^pairing_failures/[0-9a-f-]{36}$' then (
          select f.payment_session_id from pairing_failures f where f.id = split_part(a.subject, '/', 2)::uuid) end as payment_session_id
      from (
        select * from audit_log a where ${condition} order by ${order} limit ${sql.lit(rowsPerTablePage)} offset ${(page - 1) * rowsPerTablePage}
      ) a left join operators o on o.id = a.actor_id
      order by ${order}
    `.execute(db),
    sql<{ total: number }>`select count(*) as total from audit_log a where ${condition}`.execute(db),
  ])
  const items = lines.rows.map((line) => ({ ...line, created_at: line.created_at.toISOString() }))
  return { items, page, total: count.rows[0]?.total ?? 0 }
}

const byEmail = (email: string) => sql`a.actor_id = (select o.id from operators o where o.email = ${email.toLowerCase()})`
