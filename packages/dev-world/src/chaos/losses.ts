import type pg from 'pg'
import type { App } from './app'

/** A message that is not where it should be, and when its sender got the ack (`performance.now`; -1 if never). */
export interface Loss {
  what: string
  at: number
}

interface Row {
  id: string
  seq: number
  client_message_id: string
}

/**
 * Compares what every app holds, after it has read what it missed, with what is stored: every acknowledged message
 * is there once, under the id and number of its ack, and both sides hold every message once, in the order of `seq`.
 */
export async function findLosses(pool: pg.Pool, apps: App[]): Promise<Loss[]> {
  const losses: Loss[] = []
  for (const app of apps) {
    for (const [chatId, { messages, acked }] of app.conversations) {
      await app.catchUp(chatId)
      const { rows } = await pool.query<Row>(
        'select id, seq, client_message_id from messages where chat_session_id = $1 order by seq',
        [chatId],
      )
      const stored = new Map(rows.map((row) => [row.client_message_id, row]))
      if (stored.size !== rows.length) losses.push({ what: `chat ${chatId} has a message twice`, at: -1 })
      for (const [clientId, { id, seq, at }] of acked) {
        const row = stored.get(clientId)
        if (row?.id !== id || row.seq !== seq)
          losses.push({ what: `message ${id} of chat ${chatId} was acknowledged and is lost`, at })
      }
      const held = messages.map(({ id }) => id).join()
      if (held !== rows.map(({ id }) => id).join())
        losses.push({ what: `${app.id} does not hold chat ${chatId} as it is stored`, at: -1 })
    }
  }
  return losses
}
