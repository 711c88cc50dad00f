import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from '@bestie/server/db/client'
import { invariants } from '@bestie/server/db/invariants'
import { sql } from 'kysely'
import type pg from 'pg'
import type { Cluster } from '../cluster/cluster'
import { type Stage, sweepSeconds } from './stage'

/** What the watch has seen so far. */
export interface Watch {
  /** Rows that must not exist, windows that stayed open, memory that grew: each reported once, in words. */
  violations: Set<string>
  /** The most memory that each process ever held, in MB. */
  memory: Map<string, number>
  /** The longest that a window stayed open past its end while nothing was broken, in seconds. */
  latest: number
  /** Says whether nothing is broken from now on: overdue windows then have two sweeps to be settled. */
  calm(isCalm: boolean): void
  stop(): Promise<void>
}

/** No process of ours should ever need more than this, in MB. */
const mostMemory = 700

/** Every window, of any kind, that has ended but is not settled, and how many seconds ago it ended. */
const overdue = sql<{ window: string; id: string; seconds: number }>`
  select *, extract(epoch from clock_timestamp() - ended)::float8 as seconds from (
    select 'request' as window, id, deadline_at as ended from chat_sessions where status = 'searching'
    union all
    select 'chat', id, ends_at from chat_sessions where status = 'active' and pending_extension_id is null
    union all
    select 'goodbye', id, goodbye_deadline_at from chat_sessions where status = 'closing'
    union all
    select 'extension', id, deadline_at from extensions where status = 'pending'
    union all
    select 'payment', id, expires_at from payment_sessions where status in ('pending', 'confirmed') and open_request_id is null
  ) windows where ended < clock_timestamp()`

/** Watches the database and the processes every second, until `stop`. */
export function startWatch({ pool, cluster }: Pick<Stage, 'pool' | 'cluster'>): Watch {
  let calmSince: number | undefined
  let isOver = false
  const watch: Watch = {
    violations: new Set(),
    memory: new Map(),
    latest: 0,
    calm(isCalm) {
      calmSince = isCalm ? performance.now() : undefined
    },
    async stop() {
      isOver = true
      await running
      await lookAtRows(pool, watch)
    },
  }
  const running = (async () => {
    for (let round = 0; !isOver; round += 1) {
      // While PostgreSQL restarts, nothing can be read.
      await lookAtWindows(pool, watch, () => calmSince).catch(() => {})
      if (round % 5 === 0) await lookAtRows(pool, watch).catch(() => {})
      await lookAtMemory(cluster, watch)
      await sleep(1_000)
    }
  })()
  return watch
}

async function lookAtWindows(pool: pg.Pool, watch: Watch, calmSince: () => number | undefined): Promise<void> {
  const { rows } = await overdue.execute(openDatabase(pool))
  const since = calmSince()
  if (since === undefined) return
  for (const { window, id, seconds } of rows) {
    const open = Math.min(seconds, (performance.now() - since) / 1000)
    watch.latest = Math.max(watch.latest, open)
    if (open > 2 * sweepSeconds) watch.violations.add(`the window of ${window} ${id} is still open two sweeps after its end`)
  }
}

async function lookAtRows(pool: pg.Pool, watch: Watch): Promise<void> {
  for (const { name, query } of invariants) {
    const { rows } = await query.execute(openDatabase(pool))
    for (const row of rows) watch.violations.add(`${name}: ${JSON.stringify(row)}`)
  }
}

async function lookAtMemory(cluster: Cluster, watch: Watch): Promise<void> {
  for (const { name, pid } of cluster.members) {
    const status = await readFile(`/proc/${pid()}/status`, 'utf8').catch(() => '')
    const held = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
    if (held > (watch.memory.get(name) ?? 0)) watch.memory.set(name, held)
    if (held > mostMemory) watch.violations.add(`${name} holds more than ${mostMemory} MB`)
  }
}
