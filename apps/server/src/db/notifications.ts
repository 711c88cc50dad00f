import pg from 'pg'
import type { Logger } from 'pino'
import { keepAliveAfter } from './client'

/** What the database tells every process: a changed setting, a revoked token, words of another process, and so on. */
const channels = ['config_changed', 'token_revoked', 'process_started', 'bus', 'master_key_added', 'chat_key_destroyed'] as const
export type Channel = (typeof channels)[number]

/** Application name of the listening connection: one per process, so counting them counts processes. */
export const listenerName = 'bestie-listen'

/** Listens for the life of the process. After `onReconnected`, notifications may have been missed. */
export interface Notifications {
  on(channel: Channel, handler: (payload: string) => void): void
  onReconnected(handler: () => void): void
  stop(): Promise<void>
}

/** Opens one connection that only listens, and reopens it whenever it breaks. */
export async function listenToDatabase(url: string, log: Logger): Promise<Notifications> {
  const handlers = new Map<string, ((payload: string) => void)[]>()
  const reconnected: (() => void)[] = []
  let client: pg.Client | undefined
  let retry: NodeJS.Timeout | undefined
  let stopped = false

  async function connect(): Promise<void> {
    const fresh = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveAfter,
      application_name: listenerName,
    })
    const lost = (error?: Error) => {
      if (stopped || client !== fresh) return
      client = undefined
      log.warn({ err: error }, 'lost the connection that listens to the database')
      again()
    }
    fresh.on('error', lost)
    fresh.on('end', () => lost())
    fresh.on('notification', ({ channel, payload }) => {
      for (const handler of handlers.get(channel) ?? []) handler(payload ?? '')
    })
    try {
      await fresh.connect()
      await fresh.query(channels.map((channel) => `listen ${channel}`).join('; '))
    } catch (error) {
      // A standby lets us in and refuses to LISTEN: every try would leave one more connection open.
      fresh.end().catch(() => {})
      throw error
    }
    client = fresh
    if (stopped) await fresh.end()
  }

  function again(): void {
    retry = setTimeout(() => {
      connect().then(
        () => reconnected.forEach((handler) => void handler()),
        () => again(),
      )
    }, 250)
  }

  await connect()
  return {
    on: (channel, handler) => void handlers.set(channel, [...(handlers.get(channel) ?? []), handler]),
    onReconnected: (handler) => void reconnected.push(handler),
    async stop() {
      stopped = true
      clearTimeout(retry)
      await client?.end()
    },
  }
}
