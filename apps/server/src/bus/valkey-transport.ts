import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Transport } from './bus'
import type { Valkey } from './valkey'

const stream = 'bestie:bus'
/** How many batches stay in the stream: what a process whose connection broke may still read. */
const kept = 20_000
/** How long one read waits for something to come, in ms, and how long it may take before the connection counts as dead. */
const longestWait = 2_000
const deadAfter = 5_000
/** After a batch was not taken, how often it is tried whether Valkey answers again, in ms. */
const tryAgainAfter = 250

/**
 * A stream in Valkey as a way between processes. Each reads on from where it was, so what came while its connection was broken
 * is not lost; only where that place is gone (Valkey was emptied, or the break was long) there is a gap.
 */
export function valkeyTransport(valkey: Valkey, log: Logger): Transport {
  const reader = valkey.connect()
  const handlers: ((batch: string) => void)[] = []
  const gaps: (() => void)[] = []
  let position: string | undefined
  let stopped = false
  let answering = true

  async function readOn(): Promise<void> {
    while (!stopped) {
      try {
        if (reader.status !== 'ready') throw new Error('no connection')
        position ??= await endOf()
        const entries = await next(position)
        for (const [id, [, batch]] of entries) {
          position = id
          for (const handler of handlers) handler(batch as string)
        }
      } catch (error) {
        if (stopped) return
        log.debug({ err: error }, 'could not read the stream')
        await reconnected()
        await findPlace()
      }
    }
  }

  async function next(after: string): Promise<[id: string, fields: string[]][]> {
    const giveUp = setTimeout(() => reader.disconnect(true), deadAfter)
    try {
      const answer = await reader.xread('COUNT', 500, 'BLOCK', longestWait, 'STREAMS', stream, after)
      return answer?.[0]?.[1] ?? []
    } finally {
      clearTimeout(giveUp)
    }
  }

  async function endOf(): Promise<string> {
    const [last] = await reader.xrevrange(stream, '+', '-', 'COUNT', 1)
    return last?.[0] ?? '0-0'
  }

  async function reconnected(): Promise<void> {
    // At least once: a connection that was given up counts as ready until the other end hangs up, and fails in the same turn. To go
    // round with no turn in between would leave nothing else of this process to run.
    do await sleep(20)
    while (!stopped && reader.status !== 'ready')
  }

  /** Whether the last batch that was read still lies in the stream; if not, others may have gone with it. */
  async function findPlace(): Promise<void> {
    try {
      if (position === undefined || position === '0-0' || stopped) return
      const there = await reader.xrange(stream, position, position)
      if (there.length > 0) return
      position = await endOf()
      for (const handler of gaps) handler()
    } catch {
      // The connection broke again; it is looked for once more when it is back.
    }
  }

  /** Fails at once while Valkey is known not to answer: those who wait for a batch should not each learn it anew. */
  async function send(batch: string): Promise<void> {
    if (!answering) throw new Error('Valkey does not answer')
    try {
      await valkey.commands.xadd(stream, 'MAXLEN', '~', kept, '*', 'batch', batch)
    } catch (error) {
      answering = false
      void untilItAnswers()
      throw error
    }
  }

  async function untilItAnswers(): Promise<void> {
    while (!stopped && !answering) {
      await sleep(tryAgainAfter)
      answering = await valkey.commands.ping().then(
        () => true,
        () => false,
      )
    }
  }

  const reading = readOn()
  return {
    name: 'valkey',
    send,
    onBatch: (handler) => void handlers.push(handler),
    onGap: (handler) => void gaps.push(handler),
    async stop() {
      stopped = true
      reader.disconnect()
      await reading
    },
  }
}
