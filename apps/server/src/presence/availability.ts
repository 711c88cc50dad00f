import { type Kysely, sql } from 'kysely'
import type { Logger } from 'pino'
import type { Bus } from '../bus/bus'
import type { Database } from '../db/tables'
import type { Metrics } from '../observe/metrics'
import type { Settings } from '../settings'
import { availableMitras } from './available-mitras'
import type { SharedAvailability } from './shared-availability'

/** How long a copy answers polls before it is read again, in ms. */
export const freshFor = 10_000
/** After a change was read, further ones are gathered for this long, in ms: a storm of accepts costs a few queries. */
const gatherFor = 200
/** How much longer, in ms, a copy answers while another process is reading the next one: changes are told at once anyway. */
const whileOtherReads = 5_000
/** How long to wait for that where there is no such copy, in ms. */
const waitForOther = 1_000

/** Whether any mitra can take a customer now. A copy in the process answers; the database is asked seldom. */
export interface Availability {
  /** The answer for a poll. An old copy is renewed first; a database that does not answer means no. */
  current(): Promise<boolean>
  /** The same at once, where the copy is fresh; undefined where it has to be renewed first. */
  ready(): boolean | undefined
  /** Something changed that may matter: a toggle, an accept, an end, the capacity. Reads anew, and tells the other processes. */
  changed(): void
}

interface AvailabilityParts {
  db: Kysely<Database>
  settings: Settings
  bus: Bus
  /** What the processes keep in common, so that all of them together ask once; undefined where there is nothing in common. */
  shared: SharedAvailability | undefined
  log: Logger
  metrics: Metrics
}

/** An availability that starts unknown and is read at the first poll. */
export function openAvailability({ db, settings, bus, shared, log, metrics }: AvailabilityParts): Availability {
  let available = false
  let copiedAt = Number.NEGATIVE_INFINITY
  /** The database's clock at the read that the copy comes from, in ms. */
  let readAt = 0
  let renewing: Promise<void> | undefined
  let gathering: NodeJS.Timeout | undefined
  let changedMeanwhile = false
  const waiting = new Set<() => void>()

  function keep(answer: { available: boolean; read_at: number }, age: number): void {
    // Words of two processes may cross: the later read counts.
    if (answer.read_at < readAt) return
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

  /** Reads if no other process has or does; else takes theirs. */
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
      // A read that is under way may have looked before the change: wait for it, then look again.
      void (renewing ?? Promise.resolve()).then(() => once(read))
    },
  }
  bus.on('availability', (answer) => keep(answer, 0))
  bus.onGap(availability.changed)
  settings.onChange(availability.changed)
  return availability
}
