import type { SenderRole } from '@bestie/contracts/chat'
import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { sealBody } from './chat-keys'
import { sealTotpSecret } from './totp-secret'

const perBatch = 500
/** Per sweep, so that a large backlog delays nothing else; the rest waits for the next sweep. */
const mostBatches = 40

interface InClear {
  chat_session_id: string
  seq: number
  sender_role: SenderRole
  client_message_id: string
  body: string
}

/**
 * Seals messages and TOTP secrets that are still in clear: from before there were keys, or written since by an instance of a
 * version without them. Messages are sealed in batches of one statement each.
 */
export async function sealTheRest(ctx: Ctx): Promise<void> {
  for (let batch = 0; batch < mostBatches; batch += 1) if ((await sealBatch(ctx)) < perBatch) break
  const { rows } = await sql<{ id: string; totp_secret: string }>`
    select id, totp_secret from operators where totp_secret not like '%.%'
  `.execute(ctx.db)
  for (const { id, totp_secret } of rows) {
    await sql`
      update operators set totp_secret = ${sealTotpSecret(ctx.masterKeys, id, totp_secret)}
      where id = ${id} and totp_secret = ${totp_secret}
    `.execute(ctx.db)
  }
}

async function sealBatch(ctx: Ctx): Promise<number> {
  const { rows } = await sql<InClear>`
    select chat_session_id, seq, sender_role, client_message_id, body from messages where not sealed and body <> ''
    order by chat_session_id, seq limit ${perBatch}
  `.execute(ctx.db)
  if (rows.length === 0) return 0
  const keys = await ctx.chatKeys.forSealing(rows.map((row) => row.chat_session_id))
  const sealed = rows.flatMap((row) => {
    const key = keys.get(row.chat_session_id)
    return key === undefined ? [] : [{ chat: row.chat_session_id, seq: row.seq, body: sealBody(key, row.body, row) }]
  })
  // If two processes seal the same rows, the first one's stay; what was emptied meanwhile stays empty.
  await sql`
    update messages m set body = given.body, sealed = true
    from jsonb_to_recordset(${JSON.stringify(sealed)}::jsonb) as given (chat uuid, seq integer, body text)
    where m.chat_session_id = given.chat and m.seq = given.seq and not m.sealed and m.body <> ''
  `.execute(ctx.db)
  return rows.length
}
