import { type Kysely, sql } from 'kysely'
import type { Logger } from 'pino'
import type { Bus } from '../bus/bus'
import type { Database } from '../db/tables'
import type { Metrics } from '../observe/metrics'
import type { Settings } from '../settings'
import { availableMitras } from './available-mitras'
import type { SharedAvailability } from './shared-availability'

/** How long a cached answer serves polls before it is read again, in ms. */
export const freshFor = 10_000
/** After a change was read, how long to gather further ones, in ms: a storm of accepts costs a few queries. */
const gatherFor = 200
/** Extra time, in ms, the old answer is used while another process refreshes it; changes arrive by event anyway. */
const whileOtherReads = 5_000
/** How long to wait for that process when there is no old answer, in ms. */
const waitForOther = 1_000

/** Whether any mitra can take a customer now, from a cached answer; the database is rarely asked. */
export interface Availability {
  /** The answer for a poll. Refreshes an old one first; if the database does not answer, the answer is no. */
  current(): Promise<boolean>
  /** The same, synchronously, if the cached answer is fresh; undefined if it must be refreshed first. */
  ready(): boolean | undefined
  /** Reports a change that may matter: an accept, an end, the capacity. Reads anew soon, and tells the other processes. */
  changed(): void
  /** The same for a mitra's own switch: reads at once and resolves when the answer is known, so that the next poll has it. */
  readAnew(): Promise<void>
}

interface AvailabilityParts {
  db: Kysely<Database>
  settings: Settings
  bus: Bus
  /** The answer that all processes share, so that together they read once; undefined if they share none. */
  shared: SharedAvailability | undefined
  log: Logger
  metrics: Metrics
}

/** An availability that starts unknown and is read at the first poll. */
export function openAvailability({ db, settings, bus, shared, log, metrics }: AvailabilityParts): Availability {
  let available = false
  let copiedAt = Number.NEGATIVE_INFINITY
  /** The database's clock when the cached answer was read, in ms. */
  let readAt = 0
  let renewing: Promise<void> | undefined
  let gathering: NodeJS.Timeout | undefined
  let changedMeanwhile = false
  const waiting = new Set<() => void>()

  function keep(answer: { available: boolean; read_at: number }, age: number): void {
    // Answers of two processes may cross: the later read counts. One that seems far older was read after the database's clock was
    // set back, as by a failover.
    if (answer.read_at < readAt && readAt - answer.read_at < freshFor) return
    available = answer.available
    readAt = answer.read_at
    copiedAt = performance.now() - age
    for (const resume of waiting) resume()
  }

  async function read(): Promise<void> {
    metrics.availabilityReads.inc()
    try {
      const { rows } = await sql<{ available: boolean; read_at: number }>`
        select exists (select from ${availableMitras(settings.whole('max_customers_per_mitra'))} free) as available,
          extract(epoch from statement_timestamp()) * 1000 as read_at
      `.execute(db)
      const answer = { available: rows[0]?.available ?? false, read_at: Number(rows[0]?.read_at) }
      keep(answer, 0)
      void bus.say('availability', answer)
      await shared?.put(answer)
    } catch (error) {
      available = false
      copiedAt = performance.now()
      log.warn({ err: error }, 'could not read the availability')
    }
  }

  /** Reads, or uses the answer of a process that has just read or is reading. */
  async function renew(): Promise<void> {
    const found = (await shared?.claim()) ?? 'ours'
    if (found === 'ours') return await read()
    if (found !== 'being read') return keep(found, found.age)
    if (performance.now() - copiedAt < freshFor + whileOtherReads) return
    await new Promise<void>((resolve) => {
      const stop = () => {
        clearTimeout(patience)
        waiting.delete(stop)
        resolve()
      }
      const patience = setTimeout(() => {
        available = false
        stop()
      }, waitForOther)
      waiting.add(stop)
    })
  }

  function once(work: () => Promise<void>): Promise<void> {
    renewing ??= work().finally(() => {
      renewing = undefined
    })
    return renewing
  }

  const availability: Availability = {
    async current() {
      if (performance.now() - copiedAt > freshFor) await once(renew)
      return available
    },
    ready: () => (performance.now() - copiedAt > freshFor ? undefined : available),
    changed() {
      if (gathering !== undefined) {
        changedMeanwhile = true
        return
      }
      gathering = setTimeout(() => {
        gathering = undefined
        if (changedMeanwhile) availability.changed()
      }, gatherFor)
      gathering.unref()
      changedMeanwhile = false
      void availability.readAnew()
    },
    // A read under way may have started before the change: wait for it, then read again.
    readAnew: () => (renewing ?? Promise.resolve()).then(() => once(read)),
  }
  bus.on('availability', (answer) => keep(answer, 0))
  bus.onGap(availability.changed)
  settings.onChange(availability.changed)
  return availability
}
