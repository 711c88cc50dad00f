import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { SealedBatches } from '../sealing/sealed-batches'
import type { Transport } from './bus'
import type { Valkey } from './valkey'

const stream = 'bestie:bus'
/** Most batches kept in the stream: what a process whose connection broke can still read. */
const kept = 20_000
/** How long one read waits for a batch, in ms, and how long until the connection counts as dead. */
const longestWait = 2_000
const deadAfter = 5_000
/** After a failed send, how often to try whether Valkey answers again, in ms. */
const tryAgainAfter = 250

/**
 * A stream in Valkey as a channel between processes. Each process reads on from its position, so a broken
 * connection loses nothing, unless that position is gone (Valkey was emptied, or the break was long): that
 * is a gap. Batches are sealed, and removed once older than `keptFor` ms, checked every `trimEvery` ms.
 */
export function valkeyTransport(
  valkey: Valkey,
  batches: SealedBatches,
  log: Logger,
  { keptFor = 60_000, trimEvery = 15_000 } = {},
): Transport {
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
          const text = await batches.open(batch as string).catch((error) => log.warn({ err: error }, 'a batch did not open'))
          if (text !== undefined) for (const handler of handlers) handler(text)
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

  /** The id of the last batch ever sent; undefined if the stream does not exist. */
  async function lastSent(): Promise<string | undefined> {
    if ((await reader.exists(stream)) === 0) return undefined
    const facts = (await reader.xinfo('STREAM', stream)) as unknown[]
    return facts[facts.indexOf('last-generated-id') + 1] as string
  }

  async function reconnected(): Promise<void> {
    // Sleep at least once: an abandoned connection counts as ready until the other end hangs up, and
    // fails in the same turn. Looping without a turn in between would block the rest of this process.
    do await sleep(20)
    while (!stopped && reader.status !== 'ready')
  }

  /** Checks whether the last batch read is still in the stream, or was the last one sent; if not, batches may be lost: a gap. */
  async function findPlace(): Promise<void> {
    try {
      if (position === undefined || position === '0-0' || stopped) return
      const there = await reader.xrange(stream, position, position)
      if (there.length > 0 || (await lastSent()) === position) return
      position = await endOf()
      for (const handler of gaps) handler()
    } catch {
      // The connection broke again; the check runs again once it is back.
    }
  }

  /** Fails at once while Valkey is known not to answer, so that each sender does not wait for its own timeout. */
  async function send(batch: string): Promise<void> {
    if (!answering) throw new Error('Valkey does not answer')
    try {
      await valkey.commands.xadd(stream, 'MAXLEN', '~', kept, '*', 'batch', batches.seal(batch))
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

  /** Removes old batches, however quiet the stream is: they tell who writes to whom, and when. */
  async function trim(): Promise<void> {
    try {
      const [seconds, micros] = await valkey.commands.time()
      await valkey.commands.xtrim(stream, 'MINID', Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000) - keptFor)
    } catch (error) {
      log.debug({ err: error }, 'could not trim the stream')
    }
  }

  const reading = readOn()
  const trimming = setInterval(trim, trimEvery)
  return {
    name: 'valkey',
    send,
    onBatch: (handler) => void handlers.push(handler),
    onGap: (handler) => void gaps.push(handler),
    async stop() {
      stopped = true
      clearInterval(trimming)
      reader.disconnect()
      await reading
    },
  }
}
