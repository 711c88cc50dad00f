import { createECDH, randomBytes } from 'node:crypto'
import { createServer, type Socket } from 'node:net'
import { openPool } from '@bestie/server/db/client'
import { migrate } from '@bestie/server/db/migrate'
import { openLog } from '@bestie/server/observe/log'
import type pg from 'pg'
import { type Account, numbered, openAccount, openAccounts } from '../accounts'
import { type Cluster, startCluster } from '../cluster/cluster'
import { startPostgres, type TestPostgres } from '../postgres'
import { startRedis, type TestRedis } from '../redis'
import { shiftedClock } from '../shifted-clock'
import { type DatabaseProxy, openProxy } from './proxy'

/** How often the workers sweep, in seconds. */
export const sweepSeconds = 5

/** Short windows, so that many of them end during a run. */
const settings = {
  pairing_blast_timeout_seconds: '6',
  returning_chat_confirmation_timeout_seconds: '4',
  extension_timeout_seconds: '4',
  goodbye_window_seconds: '4',
  payment_session_timeout_minutes: '1',
}

/** Everything that a fault can hit, and the people who live through it. */
export interface Stage {
  postgres: TestPostgres
  redis: TestRedis
  /** The proxy through which `public-2` and `worker-2` reach the database. */
  proxy: DatabaseProxy
  cluster: Cluster
  /** A direct connection to the database, for the observers. */
  pool: pg.Pool
  push: PushService
  customers: Account[]
  mitras: Account[]
  probe: { customer: Account; mitra: Account }
  /** Members that ended without being told to, and the last thing that they logged. */
  deaths: string[]
  /** Members that were told to end but failed or took too long. */
  slowEnds: string[]
  stop(): Promise<void>
}

interface People {
  customers: number
  mitras: number
  clock: boolean
}

/** Builds the stage. With `clock`, the clock of `public-3` is five minutes ahead. If it cannot be built, leaves nothing running. */
export async function openStage(people: People): Promise<Stage> {
  const stops: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const stopOne of stops.reverse()) await stopOne()
  }
  try {
    return await buildStage(people, stops, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

/** Adds to `stops` whatever it has started, at once. */
async function buildStage(people: People, stops: (() => Promise<unknown>)[], stop: () => Promise<void>): Promise<Stage> {
  const postgres = await startPostgres({})
  stops.push(postgres.stop)
  await migrate(postgres.url)
  const pool = openPool(postgres.url, openLog('info'), { max: 4 })
  stops.push(() => pool.end())
  await pool.query(`
    insert into pricing_tiers (kind, duration_minutes, amount) values ('chat', 1, 5000), ('extension', 1, 3000), ('chat', 600, 99000)`)
  for (const [key, value] of Object.entries(settings)) {
    await pool.query('update app_config set value = $2 where key = $1', [key, value])
  }
  const customers = await openAccounts(pool, 'customer', numbered('customer', people.customers))
  const mitras = await openAccounts(pool, 'mitra', numbered('mitra', people.mitras))
  const [probeCustomer, probeMitra] = [await openAccount(pool, 'customer', 'probe'), await openAccount(pool, 'mitra', 'probe')]

  const push = await openPushService()
  stops.push(push.stop)
  for (const { id } of mitras) await subscribe(pool, id, 'mitra', push.port)
  for (const { id } of customers) await subscribe(pool, id, 'customer', push.port)

  // A fault may put another Valkey in its place.
  const staged = { redis: await startRedis() }
  stops.push(() => staged.redis.stop())
  const proxy = await openProxy(postgres.url)
  stops.push(proxy.stop)
  const deaths: string[] = []
  const lastWords = new Map<string, string>()
  const cluster = await startCluster({
    databaseUrl: postgres.url,
    valkeyUrl: staged.redis.url,
    envOf: (name) => ({
      SWEEP_SECONDS: String(sweepSeconds),
      ...(name.endsWith('-2') && { DATABASE_URL: proxy.url }),
      ...(people.clock && name === 'public-3' && shiftedClock('+5m')),
    }),
    said(name, text) {
      lastWords.set(name, ((lastWords.get(name) ?? '') + text).slice(-2_000))
      if (process.env.CHAOS_LOG) process.stderr.write(text.replace(/^(?=.)/gm, `${name}  `))
    },
    died: (name, status) => deaths.push(`${name} ended by itself with status ${status}: ${lastWords.get(name) ?? ''}`),
  })
  stops.push(cluster.stop)
  return Object.assign(staged, {
    postgres,
    proxy,
    cluster,
    pool,
    push,
    customers,
    mitras,
    probe: { customer: probeCustomer, mitra: probeMitra },
    deaths,
    slowEnds: [],
    stop,
  })
}

/** The service that pushes are sent to. It accepts none: it either hangs up at once or never answers. */
interface PushService {
  port: number
  hang(isHanging: boolean): void
  stop(): Promise<void>
}

async function openPushService(): Promise<PushService> {
  const waiting = new Set<Socket>()
  let isHanging = false
  const server = createServer((socket) => {
    socket.on('error', () => {}).on('close', () => waiting.delete(socket))
    if (isHanging) waiting.add(socket)
    else socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const letGo = () => {
    for (const socket of waiting) socket.destroy()
  }
  return {
    port: (server.address() as { port: number }).port,
    hang(given) {
      isHanging = given
      if (!given) letGo()
    },
    async stop() {
      letGo()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function subscribe(pool: pg.Pool, userId: string, role: string, port: number): Promise<void> {
  const key = createECDH('prime256v1').generateKeys('base64url')
  await pool.query('insert into push_subscriptions (user_id, role, endpoint, p256dh, auth) values ($1, $2, $3, $4, $5)', [
    userId,
    role,
    `https://127.0.0.1:${port}/${userId}`,
    key,
    randomBytes(16).toString('base64url'),
  ])
}
