import { Redis as Client } from 'iovalkey'
import type { Logger } from 'pino'

/** Valkey, or a Redis with the same protocol. It never holds the truth: every user of it works without it. */
export interface Valkey {
  /** For commands. A command that is not answered within a second, or sent without a connection, rejects. */
  commands: Client
  /** A separate connection, for commands that block or subscribe; lives until `stop`. */
  connect(): Client
  stop(): void
}

/** How long a command may take, in ms, before Valkey counts as away. */
const patience = 1_000

/** Opens Valkey at `url` without waiting for it: it may come later, and go. */
export function openValkey(url: string, log: Logger): Valkey {
  const clients: Client[] = []
  function connect(commandTimeout?: number): Client {
    const client = new Client(url, {
      ...(commandTimeout !== undefined && { commandTimeout }),
      connectTimeout: 2_000,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (attempt) => Math.min(50 * attempt, 500),
    })
    client.on('error', (error) => log.debug({ err: error }, 'no connection to Valkey'))
    clients.push(client)
    return client
  }
  const commands = connect(patience)
  let away = false
  commands.on('ready', () => {
    if (away) log.info('Valkey is back')
    away = false
  })
  commands.on('close', () => {
    if (!away) log.warn('Valkey is away; going on without it')
    away = true
  })
  return {
    commands,
    connect: () => connect(),
    stop: () => {
      commands.removeAllListeners('close')
      for (const client of clients) client.disconnect()
    },
  }
}
