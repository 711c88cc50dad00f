import type { Logger } from 'pino'
import type { Valkey } from './valkey'

const channel = 'config:invalidate'

/** The channel on which anyone may announce that a setting changed. */
export interface ConfigInvalidations {
  /** Calls `handler` for every message on the channel, and when one may have been missed. */
  on(handler: () => void): void
  /** Announces that this setting has just changed. */
  announce(key: string): void
}

/** `config:invalidate` in Valkey; messages are `{"key": …, "ts": …}`, but any message counts. */
export function configInvalidations(valkey: Valkey, log: Logger): ConfigInvalidations {
  const handlers: (() => void)[] = []
  const call = () => handlers.forEach((handler) => void handler())
  const subscriber = valkey.connect()
  subscriber.on('ready', () => {
    subscriber.subscribe(channel).then(call, (error) => log.debug({ err: error }, 'could not subscribe'))
  })
  subscriber.on('message', call)
  return {
    on: (handler) => void handlers.push(handler),
    announce(key) {
      // The database tells our own processes too; the channel is for other listeners.
      valkey.commands
        .publish(channel, JSON.stringify({ key, ts: Date.now() }))
        .catch((error) => log.debug({ err: error }, 'could not announce a setting'))
    },
  }
}
