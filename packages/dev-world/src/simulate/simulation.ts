import { openDatabase, openPool } from '@bestie/server/db/client'
import pino from 'pino'
import { createTestDatabase } from '../database'
import type { Step } from './history'
import { openHistory } from './play-history'
import { nothingYet, type Tally } from './tally'

/**
 * How many histories share one database, each with its own people; after that its tables are large enough to slow the queries.
 */
const runsPerDatabase = 50

/**
 * Random histories of a few people, carried out on a real PostgreSQL by the very transitions that the server
 * calls. Each command runs in a "process" that may die at any commit; some run two at a time, in an order
 * that the seed decides. After every step the database must say what the model says (`model/`), and every
 * answer must be the model's. At the end nothing may be open, and no query of the invariants may find a row.
 *
 * A history depends on its seed alone. A history that fails is cut down to the steps that still fail.
 *
 * Runs the histories of these seeds one after the other, and adds to the tally as it goes. Stops at the first violation.
 */
export async function simulate(seeds: Iterable<number>, tally: Tally, onRun: () => void = () => {}): Promise<void> {
  let lane: Lane | undefined
  try {
    for (const seed of seeds) {
      if (lane !== undefined && lane.runs >= runsPerDatabase) {
        await lane.close()
        lane = undefined
      }
      lane ??= await openLane()
      const steps: Step[] = []
      try {
        await lane.run(seed, tally, steps)
      } catch (error) {
        tally.violations.push({ seed, what: describe(error), steps: await shrink(seed, steps) })
        return
      }
      tally.runs += 1
      onRun()
    }
  } finally {
    await lane?.close()
  }
}

/** Carries out exactly these steps under this seed. Returns what was violated, if anything. */
export async function replay(seed: number, steps: Step[]): Promise<string | undefined> {
  const lane = await openLane()
  try {
    await lane.run(seed, nothingYet(), [], steps)
    return undefined
  } catch (error) {
    return describe(error)
  } finally {
    await lane.close()
  }
}

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))

/** Leaves out every step that can be left out: halves first, then ever smaller parts. */
async function shrink(seed: number, failing: Step[]): Promise<Step[]> {
  let steps = failing
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = steps.length - size; from >= 0; from -= size) {
      const fewer = [...steps.slice(0, from), ...steps.slice(from + size)]
      if (fewer.length < steps.length && (await replay(seed, fewer)) !== undefined) steps = fewer
    }
  }
  return steps
}

interface Lane {
  runs: number
  /** `recorded` collects every step as it is carried out; `given` steps are carried out instead of random ones. */
  run(seed: number, tally: Tally, recorded: Step[], given?: Step[]): Promise<void>
  close(): Promise<void>
}

/** A database with the product's context on it; each history brings its own settings, sockets and clock. */
async function openLane(): Promise<Lane> {
  const database = await createTestDatabase()
  const log = pino({ level: 'silent' })
  const pool = openPool(database.url, log, { max: 12 })
  await pool.query(`alter database ${new URL(database.url).pathname.slice(1)} set deadlock_timeout = '100ms'`)
  await pool.query("set deadlock_timeout = '100ms'")
  const db = openDatabase(pool)
  const monitor = await pool.connect()
  const tiers = (
    await pool.query('select id, kind, amount, duration_minutes as minutes from pricing_tiers order by kind, amount')
  ).rows
  const lane: Lane = {
    runs: 0,
    async run(seed, tally, recorded, given) {
      lane.runs += 1
      const history = await openHistory({ seed, pool, db, monitor, tiers, tally, recorded })
      await history.play(given)
    },
    async close() {
      monitor.release()
      await pool.end()
      await database.drop()
    },
  }
  return lane
}
