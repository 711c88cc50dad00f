import { isSettingKey, type SettingKey, type SettingsList, settings } from '@bestie/contracts/operator-settings'
import { sql } from 'kysely'
import type { Ctx } from '../../ctx'
import { transact } from '../../db/transact'
import { Refusal } from '../../refusal'
import type { Actor } from '../audit'
import { listSettings } from './list-settings'

/**
 * Changes settings, all or none; the audit log records the values before, and nothing of a value that stays. Takes effect in
 * every process once the database has notified it. Refuses `invalid_request`, naming each unknown key and each value out of
 * bounds.
 */
export async function changeSettings(ctx: Ctx, operator: Actor, changes: Record<string, string>): Promise<SettingsList> {
  const fields = Object.entries(changes).flatMap(([key, value]) => {
    const message = whyRefused(key, value)
    return message === undefined ? [] : [{ path: `/${key}`, message }]
  })
  if (fields.length > 0 || Object.keys(changes).length === 0) throw new Refusal('invalid_request', { fields })
  const given = Object.fromEntries(Object.entries(changes).map(([key, value]) => [key, asStored(key as SettingKey, value)]))
  await transact(ctx, async (tx) => {
    await sql`
      with given as (
        select key, value from jsonb_each_text(${JSON.stringify(given)}::jsonb) as given (key, value)
      ), before as materialized (
        select c.key, c.value from app_config c join given on given.key = c.key for update of c
      ), changed as (
        insert into app_config as c (key, value, updated_at, updated_by)
        select key, value, clock_timestamp(), ${operator.id}::uuid from given
        on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at, updated_by = excluded.updated_by
        where c.value <> excluded.value
      )
      insert into audit_log (actor_id, actor_role, address, action, subject, before, after, created_at)
      select ${operator.id}, ${operator.role}, ${operator.address}, 'change_setting', 'app_config/' || given.key, to_jsonb(before.value), to_jsonb(given.value),
        clock_timestamp()
      from given left join before on before.key = given.key where before.value is distinct from given.value
    `.execute(tx.db)
  })
  await ctx.settings.reload()
  ctx.settings.announce(Object.keys(changes))
  return await listSettings(ctx)
}

/** 05 is stored as 5: the same number is no change. */
const asStored = (key: SettingKey, value: string): string => (settings[key].kind === 'whole' ? String(Number(value)) : value)

function whyRefused(key: string, value: string): string | undefined {
  if (!isSettingKey(key)) return 'unknown setting'
  const rule = settings[key]
  if (rule.kind === 'choice') {
    return (rule.of as readonly string[]).includes(value) ? undefined : `one of ${rule.of.join(', ')}`
  }
  const isWhole = /^\d{1,9}$/.test(value)
  return isWhole && Number(value) >= rule.min && Number(value) <= rule.max
    ? undefined
    : `a whole number from ${rule.min} to ${rule.max}`
}
