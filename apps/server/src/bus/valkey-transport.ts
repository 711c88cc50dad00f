import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { SealedBatches } from '../sealing/sealed-batches'
import type { Transport } from './bus'
import type { Valkey } from './valkey'

const stream = 'bestie:bus'
/** How many batches stay in the stream at most: what a process whose connection broke may still read. */
const kept = 20_000
/** How long one read waits for something to come, in ms, and how long it may take before the connection counts as dead. */
const longestWait = 2_000
const deadAfter = 5_000
/** After a batch was not taken, how often it is tried whether Valkey answers again, in ms. */
const tryAgainAfter = 250

/**
 * A stream in Valkey as a way between processes. Each reads on from where it was, so what came while its connection was broken
 * is not lost; only where that place is gone (Valkey was emptied, or the break was long) there is a gap. What
 * lies there is sealed, and goes after `keptFor` ms; every `trimEvery` ms it is looked for.
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

  /** The id of the last batch that was ever sent; undefined where the stream is not there. */
  async function lastSent(): Promise<string | undefined> {
    if ((await reader.exists(stream)) === 0) return undefined
    const facts = (await reader.xinfo('STREAM', stream)) as unknown[]
    return facts[facts.indexOf('last-generated-id') + 1] as string
  }

  async function reconnected(): Promise<void> {
    // At least once: a connection that was given up counts as ready until the other end hangs up, and fails in the same turn. To go
    // round with no turn in between would leave nothing else of this process to run.
    do await sleep(20)
    while (!stopped && reader.status !== 'ready')
  }

  /** Whether the last batch that was read still lies in the stream, or was the last one sent; if not, others may have gone with it. */
  async function findPlace(): Promise<void> {
    try {
      if (position === undefined || position === '0-0' || stopped) return
      const there = await reader.xrange(stream, position, position)
      if (there.length > 0 || (await lastSent()) === position) return
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

  /** What is no longer of use to anybody should not lie there, however quiet it is: it tells who writes to whom, and when. */
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
