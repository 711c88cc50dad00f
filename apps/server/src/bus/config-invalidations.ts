import type { Logger } from 'pino'
import type { Valkey } from './valkey'

const channel = 'config:invalidate'

/** The channel on which anyone may say that a setting changed. */
export interface ConfigInvalidations {
  /** Calls back for every word on the channel, and when one may have been missed. */
  on(handler: () => void): void
  /** Says that this setting changed just now. */
  announce(key: string): void
}

/** `config:invalidate` in Valkey; a message is `{"key": …, "ts": …}`, but whatever comes counts. */
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
      // The database tells every process as well; the channel is for whoever else listens.
      valkey.commands
        .publish(channel, JSON.stringify({ key, ts: Date.now() }))
        .catch((error) => log.debug({ err: error }, 'could not announce a setting'))
    },
  }
}
