import { type Kysely, sql } from 'kysely'
import webPush from 'web-push'
import type { Database } from '../db/tables'

/** The installation's own push keys, made at the first start and kept: another pair would end every subscription. */
export async function loadPushKeys(db: Kysely<Database>): Promise<{ publicKey: string; privateKey: string }> {
  const fresh = JSON.stringify(webPush.generateVAPIDKeys())
  const { rows } = await sql<{ value: string }>`
    insert into installation (key, value) values ('push_keys', ${fresh})
    on conflict (key) do update set value = installation.value
    returning value
  `.execute(db)
  return JSON.parse((rows[0] as { value: string }).value)
}
