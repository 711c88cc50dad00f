import type pg from 'pg'
import type { Notifications } from '../db/notifications'
import type { Transport } from './bus'

/** PostgreSQL takes less than 8,000 bytes in one notification. */
const partSize = 7_800

/**
 * NOTIFY as a channel between processes: needs only the database, and costs a commit per batch.
 * It carries everything where there is no Valkey, and what Valkey does not take while it is away.
 */
export function databaseTransport(pool: pg.Pool, notifications: Notifications): Transport {
  const handlers: ((batch: string) => void)[] = []
  const gaps: (() => void)[] = []
  const parts = new Map<string, string>()
  let sent = 0
  const self = Math.random().toString(36).slice(2)

  // Parts of a batch are `<sender>.<batch>:<parts to come>:<base64>`; the notifications of one commit arrive together, in order.
  notifications.on('bus', (payload) => {
    const [id, left, part] = payload.split(':') as [string, string, string]
    const text = (parts.get(id) ?? '') + part
    if (left === '0') {
      parts.delete(id)
      for (const handler of handlers) handler(Buffer.from(text, 'base64').toString())
    } else parts.set(id, text)
  })
  notifications.onReconnected(() => {
    parts.clear()
    for (const handler of gaps) handler()
  })

  return {
    name: 'database',
    async send(batch) {
      const text = Buffer.from(batch).toString('base64')
      const id = `${self}.${++sent}`
      const count = Math.ceil(text.length / partSize)
      const payloads = Array.from(
        { length: count },
        (_, index) => `${id}:${count - 1 - index}:${text.slice(index * partSize, (index + 1) * partSize)}`,
      )
      await pool.query({
        name: 'bus',
        text: "select pg_notify('bus', part) from unnest($1::text[]) with ordinality as parts (part, number) order by number",
        values: [payloads],
      })
    },
    onBatch: (handler) => void handlers.push(handler),
    onGap: (handler) => void gaps.push(handler),
    stop: async () => {},
  }
}
