import type { settingHistory } from '@bestie/contracts/operator-settings'
import { type Kysely, sql } from 'kysely'
import type { z } from 'zod'
import type { Database } from '../../db/tables'

/** The last 50 changes of one setting, newest first; none for a key that nobody changed. */
export async function readSettingHistory(db: Kysely<Database>, key: string): Promise<z.infer<typeof settingHistory>> {
  const { rows } = await sql<{ changed_at: Date; changed_by: string | null; before: string | null; after: string | null }>`
    select a.created_at as changed_at, o.email as changed_by, a.before #>> '{}' as before, a.after #>> '{}' as after
    from audit_log a left join operators o on o.id = a.actor_id
    where a.subject = ${`app_config/${key}`} and a.action = 'change_setting'
    order by a.created_at desc, a.id desc limit 50
  `.execute(db)
  return { items: rows.map((row) => ({ ...row, changed_at: row.changed_at.toISOString() })), next_cursor: null }
}
