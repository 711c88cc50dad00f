import { isSettingKey, type SettingsList, settings } from '@bestie/contracts/operator-settings'
import { sql } from 'kysely'
import type { Ctx } from '../../ctx'

/** Every setting with its value, its bounds, when it was changed, by whom and from what. */
export async function listSettings(ctx: Ctx): Promise<SettingsList> {
  const { rows } = await sql<{
    key: string
    value: string
    updated_at: Date
    updated_by: string | null
    changed_from: string | null
  }>`
    select c.key, c.value, c.updated_at, o.email as updated_by, (
      select a.before #>> '{}' from audit_log a
      where a.subject = 'app_config/' || c.key and a.action = 'change_setting' order by a.created_at desc, a.id desc limit 1) as changed_from
    from app_config c left join operators o on o.id = c.updated_by
    order by c.key
  `.execute(ctx.db)
  const items = rows.map((row) => ({ ...row, ...ruleOf(row.key), updated_at: row.updated_at.toISOString() }))
  return { items, next_cursor: null }
}

function ruleOf(key: string): Pick<SettingsList['items'][number], 'default' | 'rule'> {
  if (!isSettingKey(key)) return { default: null, rule: null }
  const { default: ownDefault, ...rule } = settings[key]
  return { default: ownDefault, rule: rule.kind === 'choice' ? { kind: rule.kind, of: [...rule.of] } : rule }
}
