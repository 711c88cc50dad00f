import type { Role } from '@bestie/contracts/auth'
import type { OperatorRole } from '@bestie/contracts/operator-rank'
import type { Payment } from '@bestie/contracts/payment'
import { type Env, readEnv } from '@bestie/server/env'
import { openLog } from '@bestie/server/observe/log'
import { openCtx } from '@bestie/server/open-ctx'
import { serveInternal } from '@bestie/server/serve-internal'
import { servePublic } from '@bestie/server/serve-public'
import { work } from '@bestie/server/work'
import pg from 'pg'
import { type Account, openAccount } from './accounts'
import { type Answer, ask } from './ask'
import { broken } from './broken'
import { createTestDatabase } from './database'
import { type Device, openDevice } from './device'

/** A person with an account. */
export interface Person extends Account {
  get(path: string): Promise<Answer>
  post(path: string, body?: object, headers?: Record<string, string>): Promise<Answer>
  patch(path: string, body: object): Promise<Answer>
  connect(): Promise<Device>
}

/** A transaction on a connection of its own, which keeps its locks until `letGo` commits it. */
export interface Holder {
  query(text: string, values?: unknown[]): Promise<unknown>
  letGo(): Promise<void>
}

/** A whole Bestie on its own database, with real HTTP and real sockets. */
export interface World {
  url: string
  internalUrl: string
  databaseUrl: string
  ctx: Awaited<ReturnType<typeof openCtx>>['ctx']
  customer(callName?: string): Promise<Person>
  mitra(displayName?: string, options?: { online?: boolean }): Promise<Person>
  operator(role?: OperatorRole): Promise<Person>
  /** The rows of a statement, as anyone with psql would get them. */
  sql<Row = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>
  /**
   * Resolves once `count` statements of this world, whose text matches `statement`, wait for a lock. Name the statement where a
   * sweep may wait at the same time. Rejects after 10 s.
   */
  waiting(count?: number, statement?: string): Promise<void>
  /** Begins a transaction with this statement, so that others wait for the locks that it takes. */
  hold(text: string, values?: unknown[]): Promise<Holder>
  set(key: string, value: string | number): Promise<void>
  /** The cheapest active tier. */
  tier(kind?: 'chat' | 'extension'): Promise<string>
  /** What opens a payment for more time in this chat. */
  moreTime(chatId: string): Promise<{ tier_id: string; is_extension: true; chat_session_id: string }>
  /** A confirmed payment of this customer. */
  paid(customer: Person, wish?: object): Promise<Payment>
  /** Two people in an active chat, matched through the API. */
  match(customer: Person, mitra: Person, wish?: object): Promise<{ chatId: string; paymentId: string }>
  /** Ends the worker, so that nothing happens by itself any more. */
  stopWorker(): Promise<void>
  /** What is broken in its database, see `broken`; empty when all is well. */
  broken(): Promise<Record<string, unknown[]>>
  stop(): Promise<void>
}

/** The master key of every world, unless its `env` sets another. */
export const testMasterKeys = `test:${Buffer.alloc(32, 'bestie').toString('base64')}`

/**
 * Boots a world. `env` changes its environment. Windows of minutes are shortened with `set`,
 * or by moving stored instants.
 */
export async function bootWorld(
  env: Partial<Env> = {},
  { log = quietLog() }: { log?: ReturnType<typeof openLog> } = {},
): Promise<World> {
  const database = await createTestDatabase()
  const settled: Env = { ...readEnv({}), masterKeys: testMasterKeys, publicPort: 0, internalPort: 0, ...env }
  const { ctx, close } = await openCtx(settled, database.url, log)
  const publicRole = await servePublic(ctx, { demo: false })
  const internalRole = await serveInternal(ctx, { demo: false, host: '127.0.0.1' })
  const worker = await work(ctx)
  const devices = new Set<Device>()
  let stoppedWorker: Promise<void> | undefined

  const world: World = {
    url: publicRole.url,
    internalUrl: internalRole.url,
    databaseUrl: database.url,
    ctx,
    customer: (callName = 'Teman') => person('customer', callName),
    async mitra(displayName = 'Bestie', { online = true } = {}) {
      const mitra = await person('mitra', displayName)
      if (online) await mitra.post('/api/mitra/status/online')
      return mitra
    },
    operator: (role = 'operator') => person(role, role),
    async sql<Row = Record<string, unknown>>(text: string, values: unknown[] = []) {
      return (await ctx.pool.query(text, values)).rows as Row[]
    },
    async waiting(count = 1, statement = '') {
      const patience = performance.now() + 10_000
      const those = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ~ $1"
      // Without a timer: a test may have faked them.
      while ((await world.sql(those, [statement])).length < count)
        if (performance.now() > patience) throw new Error(`fewer than ${count} statements wait for a lock`)
    },
    async hold(text, values) {
      const client = new pg.Client(database.url)
      await client.connect()
      await client.query('begin')
      await client.query(text, values)
      return {
        query: (...statement) => client.query(...statement),
        async letGo() {
          await client.query('commit')
          await client.end()
        },
      }
    },
    async set(key, value) {
      await ctx.pool.query('update app_config set value = $2 where key = $1', [key, String(value)])
      await ctx.settings.reload()
    },
    async tier(kind = 'chat') {
      const [tier] = await world.sql<{ id: string }>(
        'select id from pricing_tiers where kind = $1 and active order by amount limit 1',
        [kind],
      )
      return (tier as { id: string }).id
    },
    async moreTime(chat_session_id) {
      return { tier_id: await world.tier('extension'), is_extension: true, chat_session_id }
    },
    async paid(customer, wish = {}) {
      const opened = await customer.post('/api/client/payments', { tier_id: await world.tier(), ...wish })
      const confirmed = await customer.post(`/api/client/payments/${opened.body.payment_session_id}/confirm`)
      if (confirmed.status !== 200) throw new Error(`not paid: ${JSON.stringify([opened, confirmed])}`)
      return confirmed.body
    },
    async match(customer, mitra, wish = {}) {
      const { payment_session_id: paymentId } = await world.paid(customer, wish)
      const request = await customer.post('/api/client/chats/start', { payment_session_id: paymentId })
      const chatId = request.body.chat_session_id
      const accepted = await mitra.post(`/api/mitra/requests/${chatId}/accept`)
      if (accepted.status !== 200) throw new Error(`not matched: ${JSON.stringify([request, accepted])}`)
      return { chatId, paymentId }
    },
    stopWorker() {
      stoppedWorker ??= worker.stop()
      return stoppedWorker
    },
    broken: () => broken(ctx.db),
    async stop() {
      for (const device of devices) device.close()
      await Promise.all([publicRole.stop(), internalRole.stop(), world.stopWorker()])
      await close()
      await database.drop()
    },
  }

  async function person(role: Role, name: string): Promise<Person> {
    const account = await openAccount(ctx.pool, role, name)
    const { token } = account
    const base = role === 'customer' || role === 'mitra' ? world.url : world.internalUrl
    const call = (method: string, path: string, body?: object, headers?: Record<string, string>) =>
      ask(`${base}${path}`, method, { authorization: `Bearer ${token}`, ...headers }, body)
    return {
      ...account,
      get: (path) => call('GET', path),
      post: (path, body, headers) => call('POST', path, body, headers),
      patch: (path, body) => call('PATCH', path, body),
      async connect() {
        const device = await openDevice(world.url, token)
        devices.add(device)
        return device
      },
    }
  }
  return world
}

/** A log of fatal errors only, unless LOG_LEVEL asks for more. */
const quietLog = () => openLog(readEnv({ LOG_LEVEL: 'fatal', ...process.env }).logLevel)

/** One more public instance on this world's database, with its own ctx; `env` is the same as for the world. */
export async function openInstance(world: World, env: Partial<Env> = {}): Promise<Pick<World, 'url' | 'ctx' | 'stop'>> {
  const settled: Env = { ...readEnv({}), masterKeys: testMasterKeys, publicPort: 0, internalPort: 0, ...env }
  const { ctx, close } = await openCtx(settled, world.databaseUrl, quietLog())
  const serving = await servePublic(ctx, { demo: false })
  return {
    url: serving.url,
    ctx,
    async stop() {
      await serving.stop()
      await close()
    },
  }
}
