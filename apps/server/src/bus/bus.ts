import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Told } from '../db/transact'
import type { Metrics } from '../observe/metrics'

/** What the processes of one Bestie say to one another, by topic. */
export interface Words {
  /** Events for devices that may be connected elsewhere. */
  events: Told[]
  /** Whether a device of this person answers a probe. */
  probe: { id: string; user_id: string }
  probe_answered: { id: string; answers: boolean }
  /** What a process has just read; `read_at` is the database's clock, in ms. */
  availability: { available: boolean; read_at: number }
}
export type Topic = keyof Words

/** A way from each process to all others. What it carries may come twice; it is asked again or replaced when it fails. */
export interface Transport {
  name: string
  /** Resolves once the batch is on its way to everyone; rejects when that is not sure. */
  send(batch: string): Promise<void>
  onBatch(handler: (batch: string) => void): void
  /** Calls back when batches may have been missed. */
  onGap(handler: () => void): void
  stop(): Promise<void>
}

/** Words between processes. They are hints about stored state: a lost one costs time, never truth. */
export interface Bus {
  /** Tells all other processes, not this one. Resolves once it is on its way; never rejects, and says false when nothing carried it. */
  say<Name extends Topic>(topic: Name, word: Words[Name]): Promise<boolean>
  /** Hears what other processes say, each word once. */
  on<Name extends Topic>(topic: Name, handler: (word: Words[Name]) => void): void
  /** Words may have been missed: whoever lives by them should read anew. */
  onGap(handler: () => void): void
  /** Whether there can be other processes at all. */
  readonly reachesOthers: boolean
  stop(): Promise<void>
}

/** Most words in one batch, and most that wait while nothing carries them. */
const mostInBatch = 1_000
const mostWaiting = 50_000
/** How many batches of each other process are remembered, to drop one that came by two ways. */
const remembered = 1_000

type Word = { [Name in Topic]: { topic: Name; word: Words[Name] } }[Topic]
interface Batch {
  from: string
  number: number
  words: Word[]
}

/**
 * A bus over these transports; each batch goes by the first that takes it. Words that are said while a batch is on its way form
 * the next one, so a busy process sends few. Without a transport there is nobody else, and saying costs nothing.
 */
export function openBus(transports: Transport[], { log, metrics }: { log: Logger; metrics: Metrics }): Bus {
  const self = randomUUID()
  const handlers = new Map<Topic, ((word: never) => void)[]>()
  const waiting: { word: Word; done: (carried: boolean) => void }[] = []
  const heard = new Map<string, Set<number>>()
  let sending: Promise<void> | undefined
  let number = 0

  async function sendAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, mostInBatch)
      number += 1
      const carried = await carry(JSON.stringify({ from: self, number, words: batch.map(({ word }) => word) } satisfies Batch))
      for (const { done } of batch) done(carried)
    }
    // In the same turn as the last look: a word said after it starts the next round.
    sending = undefined
  }

  async function carry(batch: string): Promise<boolean> {
    for (const transport of transports) {
      try {
        await transport.send(batch)
        metrics.batches.inc({ transport: transport.name })
        return true
      } catch (error) {
        log.debug({ err: error, transport: transport.name }, 'a batch was not carried')
      }
    }
    metrics.batches.inc({ transport: 'none' })
    log.warn('no transport carried a batch to the other processes')
    return false
  }

  function hear(text: string): void {
    const { from, number, words } = JSON.parse(text) as Batch
    if (from === self) return
    const numbers = heard.get(from) ?? new Set()
    if (numbers.has(number)) return
    // Taken out and put in again, the ones that speak are at the end: the first is who has been silent longest.
    heard.delete(from)
    heard.set(from, numbers.add(number))
    numbers.delete(number - remembered)
    if (heard.size > remembered) heard.delete(heard.keys().next().value as string)
    for (const { topic, word } of words) for (const handler of handlers.get(topic) ?? []) handler(word as never)
  }

  for (const transport of transports) transport.onBatch(hear)
  return {
    reachesOthers: transports.length > 0,
    say(topic, word) {
      if (transports.length === 0) return Promise.resolve(true)
      return new Promise((done) => {
        waiting.push({ word: { topic, word } as Word, done })
        if (waiting.length > mostWaiting) waiting.shift()?.done(false)
        // What is said in one turn goes together.
        sending ??= Promise.resolve().then(sendAll)
      })
    },
    on: (topic, handler) => void handlers.set(topic, [...(handlers.get(topic) ?? []), handler as (word: never) => void]),
    onGap: (handler) => transports.forEach((transport) => void transport.onGap(handler)),
    async stop() {
      await sending
      await Promise.all(transports.map((transport) => transport.stop()))
    },
  }
}
