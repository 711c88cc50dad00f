import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables'
import type { MasterKeys } from './master-keys'
import { open, seal } from './seal'
import { openTotpSecret, sealTotpSecret } from './totp-secret'

const perBatch = 500

/** Whether an older key than the newest still seals anything. */
export async function isAnythingUnderOlderKeys(db: Kysely<Database>, keys: MasterKeys): Promise<boolean> {
  const newest = keys.newest().id
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from chat_keys where master_key_id = any(array(select id from master_keys where id <> ${newest})))
      or exists (select from operators where not starts_with(totp_secret, ${`${newest}.`})) as found
  `.execute(db)
  return rows[0]?.found === true
}

/**
 * Reseals every chat's key and every operator's secret with the newest master key, and returns how many. May be stopped
 * and repeated, and run while Bestie serves: the sealed content stays the same, and each batch is its own transaction.
 */
export async function rotateMasterKey(db: Kysely<Database>, keys: MasterKeys): Promise<{ chatKeys: number; secrets: number }> {
  let chatKeys = 0
  for (;;) {
    const moved = await rewrapBatch(db, keys)
    if (moved === 0) break
    chatKeys += moved
  }
  let secrets = 0
  const { rows } = await sql<{ id: string; totp_secret: string }>`
    select id, totp_secret from operators where not starts_with(totp_secret, ${`${keys.newest().id}.`})
  `.execute(db)
  for (const { id, totp_secret } of rows) {
    const sealed = sealTotpSecret(keys, id, await openTotpSecret(keys, id, totp_secret))
    const { numAffectedRows } = await sql`
      update operators set totp_secret = ${sealed} where id = ${id} and totp_secret = ${totp_secret}
    `.execute(db)
    secrets += Number(numAffectedRows)
  }
  return { chatKeys, secrets }
}

async function rewrapBatch(db: Kysely<Database>, keys: MasterKeys): Promise<number> {
  const newest = keys.newest()
  return await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ chat_session_id: string; wrapped: Buffer; master_key_id: string }>`
      select chat_session_id, wrapped, master_key_id from chat_keys
      where master_key_id = any(array(select id from master_keys where id <> ${newest.id}))
      limit ${perBatch} for update skip locked
    `.execute(tx)
    const rewrapped: Buffer[] = []
    for (const { chat_session_id, wrapped, master_key_id } of rows) {
      const clear = open((await keys.byId(master_key_id)).key, wrapped, chat_session_id)
      rewrapped.push(seal(newest.key, clear, chat_session_id))
      clear.fill(0)
    }
    const chats = rows.map((row) => row.chat_session_id)
    await sql`
      update chat_keys k set wrapped = given.wrapped, master_key_id = ${newest.id}
      from unnest(${chats}::uuid[], ${rewrapped}::bytea[]) as given (chat, wrapped) where k.chat_session_id = given.chat
    `.execute(tx)
    return rows.length
  })
}
