import { type Kysely, sql } from 'kysely'
import type { Logger } from 'pino'
import type { Database } from '../db/tables'
import type { Settings } from '../settings'
import { availableMitras } from './available-mitras'

/** How long a copy answers polls before it is read again, in ms. */
const freshFor = 10_000
/** Changes of state are gathered for this long, in ms, so that a storm of accepts costs a query or two. */
const gatherFor = 200

/** Whether any mitra can take a customer now. A copy in the process answers; the database is asked seldom. */
export interface Availability {
  /** The answer for a poll. An old copy is renewed first; a database that does not answer means no. */
  current(): Promise<boolean>
  /** Something changed that may matter: a toggle, an accept, an end, the capacity. Reads anew shortly after. */
  changed(): void
}

/** An availability that starts unknown and is read at the first poll. */
export function openAvailability(db: Kysely<Database>, settings: Settings, log: Logger): Availability {
  let available = false
  let readAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined
  let gathering: NodeJS.Timeout | undefined

  async function read(): Promise<void> {
    const startedAt = performance.now()
    try {
      const { rows } = await sql<{ available: boolean }>`
        select exists (select from ${availableMitras(settings.whole('max_customers_per_mitra'))} free) as available
      `.execute(db)
      available = rows[0]?.available ?? false
    } catch (error) {
      available = false
      log.warn({ err: error }, 'could not read the availability')
    }
    readAt = startedAt
  }

  function readOnce(): Promise<void> {
    reading ??= read().finally(() => {
      reading = undefined
    })
    return reading
  }

  const availability: Availability = {
    async current() {
      if (performance.now() - readAt > freshFor) await readOnce()
      return available
    },
    changed() {
      gathering ??= setTimeout(() => {
        gathering = undefined
        // A read that is under way may have looked before the change: wait for it, then look again.
        void (reading ?? Promise.resolve()).then(readOnce)
      }, gatherFor)
      gathering.unref()
    },
  }
  settings.onChange(availability.changed)
  return availability
}
