import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Told } from '../db/transact'
import type { Metrics } from '../observe/metrics'
import type { OtherProcesses } from './other-processes'

/** What the processes of one Bestie tell each other, by topic. */
export interface Words {
  /** Events for devices that may be connected to another process. */
  events: Told[]
  /** Asks whether a device of this person answers a probe. */
  probe: { id: string; user_id: string }
  probe_answered: { id: string; answers: boolean }
  /** What a process has just read; `read_at` is by the database's clock, in ms. */
  availability: { available: boolean; read_at: number }
}
export type Topic = keyof Words

/** A channel from each process to all others. A batch may arrive twice; `onGap` says when some may be missing. */
export interface Transport {
  name: string
  /** Resolves once the batch is on its way to everyone; rejects when that is uncertain. */
  send(batch: string): Promise<void>
  onBatch(handler: (batch: string) => void): void
  /** Calls `handler` when batches may have been missed. */
  onGap(handler: () => void): void
  stop(): Promise<void>
}

/** Messages between processes are hints about stored state: losing one costs time, never correctness. */
export interface Bus {
  /** Tells all other processes, not this one. Resolves once on its way; never rejects: false means no transport carried it. */
  say<Name extends Topic>(topic: Name, word: Words[Name]): Promise<boolean>
  /** Calls `handler` for what other processes say, once per word. */
  on<Name extends Topic>(topic: Name, handler: (word: Words[Name]) => void): void
  /** Calls `handler` when words may have been missed: what depends on them should read anew. */
  onGap(handler: () => void): void
  /** Whether there are other processes to be told. */
  readonly reachesOthers: boolean
  stop(): Promise<void>
}

/** Most words in one batch, and most that wait to be carried. */
const mostInBatch = 1_000
const mostWaiting = 50_000
/** How many batches of each other process to remember, to drop one that arrived by two transports. */
const remembered = 1_000

type Word = { [Name in Topic]: { topic: Name; word: Words[Name] } }[Topic]
interface Batch {
  from: string
  number: number
  words: Word[]
}

interface BusParts {
  others: Pick<OtherProcesses, 'exist'>
  log: Logger
  metrics: Metrics
}

/**
 * A bus over these transports; each batch goes by the first that takes it. Words said while a batch is on its way form the
 * next one, so a busy process sends few. Where `others` do not exist, saying a word costs nothing.
 */
export function openBus(transports: Transport[], { others, log, metrics }: BusParts): Bus {
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
    // In the same turn as the last check: a word said after it starts the next round.
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
    // Re-inserting moves this sender to the end, so the first entry is the one that has been silent longest.
    heard.delete(from)
    heard.set(from, numbers.add(number))
    numbers.delete(number - remembered)
    if (heard.size > remembered) heard.delete(heard.keys().next().value as string)
    for (const { topic, word } of words) for (const handler of handlers.get(topic) ?? []) handler(word as never)
  }

  for (const transport of transports) transport.onBatch(hear)
  for (const name of [...transports.map((transport) => transport.name), 'none']) metrics.batches.inc({ transport: name }, 0)
  return {
    get reachesOthers() {
      return others.exist
    },
    say(topic, word) {
      if (!others.exist) return Promise.resolve(true)
      return new Promise((done) => {
        waiting.push({ word: { topic, word } as Word, done })
        if (waiting.length > mostWaiting) waiting.shift()?.done(false)
        // Words said in one turn share a batch.
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
