import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables'

interface PushKeys {
  publicKey: string
  privateKey: string
}

/** The installation's own push keys, created at the first start and kept: another pair would end every subscription. */
export async function loadPushKeys(db: Kysely<Database>): Promise<PushKeys> {
  const { rows } = await sql<{ value: string }>`select value from installation where key = 'push_keys'`.execute(db)
  return rows[0] === undefined ? await makePushKeys(db) : JSON.parse(rows[0].value)
}

/** If several processes start at once, all use the keys of the first. */
async function makePushKeys(db: Kysely<Database>): Promise<PushKeys> {
  const { default: webPush } = await import('web-push')
  const fresh = JSON.stringify(webPush.generateVAPIDKeys())
  const { rows } = await sql<{ value: string }>`
    insert into installation (key, value) values ('push_keys', ${fresh})
    on conflict (key) do update set value = installation.value
    returning value
  `.execute(db)
  return JSON.parse((rows[0] as { value: string }).value)
}
