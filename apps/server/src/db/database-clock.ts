import { type Kysely, sql } from 'kysely'
import type { Logger } from 'pino'
import type { Database } from './tables'

/** How often to compare the two clocks, in ms. */
const compareEvery = 600_000

/** The database's clock, by which every deadline is kept; this machine's clock may be wrong. */
export interface DatabaseClock {
  /** In ms, without asking the database. */
  now(): number
  stop(): void
}

/** Compares the clocks now and every ten minutes. */
export async function openDatabaseClock(db: Kysely<Database>, log: Logger): Promise<DatabaseClock> {
  let ahead = 0
  async function compare(): Promise<void> {
    const askedAt = Date.now()
    const { rows } = await sql<{ now: number }>`select extract(epoch from clock_timestamp())::float8 * 1000 as now`.execute(db)
    ahead = (rows[0] as { now: number }).now - (askedAt + Date.now()) / 2
    if (Math.abs(ahead) > 5_000) log.warn({ seconds: Math.round(-ahead / 1000) }, 'this clock is off from that of the database')
  }
  await compare()
  const timer = setInterval(() => {
    compare().catch((error) => log.warn({ err: error }, 'could not ask for the time of the database'))
  }, compareEvery)
  timer.unref()
  return { now: () => Math.round(Date.now() + ahead), stop: () => clearInterval(timer) }
}
