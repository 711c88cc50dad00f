import type { Ctx } from '@bestie/server/ctx'
import { openDatabase, openPool } from '@bestie/server/db/client'
import { invariants } from '@bestie/server/db/invariants'
import { readEnv } from '@bestie/server/env'
import { mockGateway } from '@bestie/server/gateway/mock-gateway'
import { openMetrics } from '@bestie/server/observe/metrics'
import { openTracing } from '@bestie/server/observe/tracing'
import { Refusal } from '@bestie/server/refusal'
import { openChatKeys } from '@bestie/server/sealing/chat-keys'
import { type MasterKeys, openMasterKeys } from '@bestie/server/sealing/master-keys'
import { sql } from 'kysely'
import type pg from 'pg'
import pino from 'pino'
import { v7 as uuidv7 } from 'uuid'
import { createTestDatabase } from '../database'
import { testMasterKeys } from '../world'
import { commands } from './commands'
import { expectation, explain, type Side } from './explain'
import { Crash, type Deeds, openProcess } from './faulty-process'
import { makesSense, nextStep, type Step } from './history'
import type { Argument, CommandName } from './model/courses'
import { describeModel } from './model/describe'
import type { Model } from './model/state'
import { type Names, nameIt, observe } from './observe'
import { type Random, randomFrom } from './random'
import { openTurns } from './turns'

/**
 * Random histories of a few people, carried out on a real PostgreSQL by the very transitions that the server calls, each in a
 * "process" that may die at any commit, some of them two at a time in an order that the seed decides. After every step the database
 * must say what the model says (model.ts), and every answer must be the model's. When the dust has settled nothing may be open, and
 * no query of what-must-always-be-true may find a row.
 *
 * A history only depends on its seed. One that fails is cut down to the steps that still fail.
 */
export interface Tally {
  runs: number
  steps: number
  commands: number
  commits: number
  crashes: number
  lostReplies: number
  pairs: number
  violations: Violation[]
}

export interface Violation {
  seed: number
  what: string
  /** The steps that still fail. */
  steps: Step[]
}

export const nothingYet = (): Tally => ({
  runs: 0,
  steps: 0,
  commands: 0,
  commits: 0,
  crashes: 0,
  lostReplies: 0,
  pairs: 0,
  violations: [],
})

/** What should be true is not. */
class Broken extends Error {}

/** So many histories share one database, each with people of its own; then its tables have grown enough to slow the queries. */
const runsPerDatabase = 50

/** Runs the histories of these seeds one after the other, and adds to the tally as it goes. Stops at the first violation. */
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

/** Carries out these very steps under this seed. Answers what was broken, if anything. */
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

/** Leaves out whatever can be left out: halves first, then ever smaller parts. */
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

const tracing = await openTracing(undefined)

interface Lane {
  runs: number
  /** `recorded` takes every step as it is carried out; `given` steps are carried out instead of random ones. */
  run(seed: number, tally: Tally, recorded: Step[], given?: Step[]): Promise<void>
  close(): Promise<void>
}

/** A database with the product's context on it; settings, sockets and the clock are the history's. */
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

interface Tier {
  id: string
  kind: string
  amount: number
  minutes: number
}

async function openHistory(of: {
  seed: number
  pool: pg.Pool
  db: Ctx['db']
  monitor: pg.PoolClient
  tiers: Tier[]
  tally: Tally
  recorded: Step[]
}) {
  const { seed, pool, db, monitor, tiers, tally, recorded } = of
  const random = randomFrom(seed)
  const names: Names = { ids: new Map(), names: new Map() }
  const model: Model = {
    now: 0,
    rules: {
      capacity: 1 + random.whole(2),
      page: random.chance(0.4),
      canHold: random.chance(0.75),
      autoApprove: random.chance(0.7),
    },
    customers: {},
    mitras: {},
    payments: {},
    chats: {},
    extensions: {},
    failures: {},
    repayments: [],
  }
  const customers = await addPeople(2 + random.whole(2), 'c', 'customers')
  const mitras = await addPeople(1 + random.whole(3), 'm', 'mitras')
  await addPeople(1, 'operator', 'operators')
  for (const name of customers.names) model.customers[name] = { credit: 0 }
  for (const name of mitras.names) model.mitras[name] = { online: false, connected: false, reached: 0 }
  /** Everything that may be true now; they differ only in what does not show yet. `model` is the first of them. */
  let models: Model[] = [model]
  const ctx = contextOf(await openMasterKeys({ masterKeys: testMasterKeys, dataDir: '' }, db))

  async function addPeople(count: number, prefix: string, table: 'customers' | 'mitras' | 'operators') {
    const people = { ids: [] as string[], names: [] as string[] }
    for (let n = 0; n < count; n += 1) {
      const name = table === 'operators' ? prefix : `${prefix}${n}`
      const id = uuidv7()
      if (table === 'operators')
        await pool.query("insert into operators (id, email, role) values ($1::uuid, $1::text, 'supervisor')", [id])
      else await pool.query(`insert into ${table} (id) values ($1)`, [id])
      nameIt(names, id, name)
      people.ids.push(id)
      people.names.push(name)
    }
    return people
  }

  function contextOf(masterKeys: MasterKeys): Ctx {
    const { capacity, autoApprove, page, canHold } = model.rules
    const windows: Record<string, number> = {
      payment_session_timeout_minutes: 20,
      returning_chat_confirmation_timeout_seconds: 20,
      pairing_blast_timeout_seconds: 60,
      extension_timeout_seconds: 10,
      goodbye_window_seconds: 60,
      mitra_unreachable_minutes: 30,
      max_customers_per_mitra: capacity,
    }
    const connected = () =>
      mitras.names.filter((name) => model.mitras[name]?.connected).flatMap((name) => names.ids.get(name) ?? [])
    return {
      env: readEnv({}),
      log: pino({ level: 'silent' }),
      metrics: openMetrics(),
      tracing,
      pool,
      db,
      masterKeys,
      chatKeys: openChatKeys(db, masterKeys),
      settings: {
        whole: (key: string) => windows[key] as number,
        flag: () => true,
        extensionDefaultAction: () => (autoApprove ? 'auto_approve' : 'auto_reject'),
      },
      availability: { current: async () => true, changed: () => {} },
      realtime: {
        deliver: () => {},
        send: () => {},
        isConnected: async (id: string) => connected().includes(id),
      },
      connected: {
        among: async (ids: string[]) => new Set(connected().filter((id) => ids.includes(id))),
        mitras: async () => new Set(connected()),
      },
      gateway: Object.assign(mockGateway(db, { mode: page ? 'page' : 'instant', payUrl: (reference) => `/${reference}` }), {
        canHold,
      }),
    } as unknown as Ctx
  }

  function idOf(name: string): string {
    let id = names.ids.get(name)
    if (id === undefined) {
      if (!/^p\d+$/.test(name)) throw new Error(`nothing is called ${name}`)
      id = uuidv7()
      nameIt(names, id, name)
    }
    return id
  }

  /** Carries out one command in a process of its own. Undefined when it died on the way. */
  async function carryOut(step: Step, process: number, turns?: ReturnType<typeof openTurns>): Promise<Side> {
    const opened = openProcess(ctx, { number: process, fault: step.fault, turns, page: model.rules.page })
    const setting = {
      ctx: opened.ctx,
      id: idOf,
      model,
      tier: (kind: string, amount: number) => (tiers.find((tier) => tier.kind === kind && tier.amount === amount) as Tier).id,
    }
    const command = step.command as CommandName
    const run = commands[command] as (given: typeof setting, argument: Argument<CommandName>) => Promise<unknown>
    const side: Side = { command, argument: step.argument, answer: undefined }
    try {
      await run(setting, step.argument as never)
      if (!opened.deeds.crashed) side.answer = 'ok'
    } catch (error) {
      if (opened.deeds.crashed || error instanceof Crash) side.answer = undefined
      else if (error instanceof Refusal) side.answer = error.code
      else throw error
    }
    count(opened.deeds)
    return side
  }

  function count(deeds: Deeds): void {
    tally.commands += 1
    tally.commits += deeds.commits
    if (deeds.crashed) tally.crashes += 1
  }

  async function agree(sides: Side[]): Promise<void> {
    const observed = await observe(pool, names, customers.ids, mitras.ids)
    const explained = new Map(models.flatMap((one) => explain(one, sides, observed)).map((one) => [JSON.stringify(one), one]))
    if (explained.size === 0) throw new Broken(whyNot(sides, observed))
    models = [...explained.values()]
    Object.assign(model, models[0])
  }

  function whyNot(sides: Side[], observed: string[]): string {
    const told = sides.map((side) => `  ${side.command} ${JSON.stringify(side.argument)} → ${side.answer ?? 'died'}`).join('\n')
    const before = describeModel(model)
    const expected = sides.map((side) => {
      const { answer, lines } = expectation(model, side)
      return `  ${side.command} alone → ${answer}\n${changed(before, lines)}`
    })
    return `the model does not explain this:\n${told}\nobserved:\n${changed(before, observed)}\nexpected:\n${expected.join('\n')}`
  }

  async function play(given?: Step[]): Promise<void> {
    try {
      if (given === undefined) {
        const length = 10 + random.whole(16)
        let last: Step | undefined
        for (let n = 0; n < length; n += 1) {
          last = nextStep(model, random, tiers, last)
          await take(last)
        }
      } else for (const step of given) await take(step)
      await settle()
    } finally {
      // What a broken history left open must not meddle with the next one's.
      await pool.query('update mitras set is_online = false where id = any($1)', [mitras.ids])
      await pool.query('delete from graphile_worker._private_jobs')
    }
  }

  async function take(step: Step): Promise<void> {
    recorded.push(step)
    tally.steps += 1
    if (step.command === 'pass') return await pass(step.argument as number)
    if (step.command === 'work') return await work(step)
    if (step.command === 'connected') {
      const { mitra, connected } = step.argument as { mitra: string; connected: boolean }
      for (const one of [model, ...models]) (one.mitras[mitra] as Model['mitras'][string]).connected = connected
      return
    }
    if (!makesSense(model, step) || (step.with !== undefined && !makesSense(model, step.with))) return
    if (step.with !== undefined) return await meet(step, step.with, randomFrom(step.seed ?? 0))
    if (step.lost) {
      tally.lostReplies += 1
      await agree([await carryOut(step, 0)])
    }
    await agree([await carryOut(step, 0)])
  }

  async function meet(one: Step, other: Step, order: Random): Promise<void> {
    tally.pairs += 1
    const turns = openTurns(order, monitor)
    const sides: Side[] = []
    await turns.meet(
      [one, other].map((step, index) => async () => {
        sides[index] = await carryOut(step, index, turns)
      }),
    )
    await agree(sides)
  }

  /** Time passes: every stored instant of these people moves back. */
  async function pass(seconds: number): Promise<void> {
    await pool.query(passing, [customers.ids, mitras.ids, seconds])
    for (const one of new Set([model, ...models])) one.now += seconds
  }

  /** The worker runs what is due. Where it dies, its job stays behind, as good as lost: the sweeper has to find its work. */
  async function work(step: Step): Promise<void> {
    const { rows } = await pool.query(
      `select j.id, t.identifier as task, j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where j.run_at <= clock_timestamp() order by j.run_at, j.id`,
    )
    let fault = step.fault
    for (const { id, task, payload } of rows) {
      const job = jobs[task as keyof typeof jobs]?.(names, payload)
      if (job !== undefined) {
        const side = await carryOut({ ...job, ...(fault === undefined ? {} : { fault }) }, 0)
        fault = undefined
        await agree([side])
        const settlesItself = !['capture', 'release', 'withdraw', 'freed'].includes(job.command)
        if (side.answer === undefined && !settlesItself) await agree([await carryOut(job, 0)])
      }
      await pool.query('delete from graphile_worker._private_jobs where id = $1', [id])
    }
  }

  /** When all that was going to happen has happened, nothing is left open. */
  async function settle(): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      await pass(7_200)
      for (const [key, { gateway }] of Object.entries(model.payments)) {
        if (gateway.status === 'captured') await agree([await carryOut({ command: 'notified', argument: key }, 0)])
      }
      if (round > 0) await work({ command: 'work', argument: null })
      await agree([await carryOut({ command: 'sweep', argument: null }, 0)])
      await work({ command: 'work', argument: null })
    }
    const left = await openEnds(pool, customers.ids)
    if (left.length > 0) throw new Broken(`left open: ${left.join(', ')}`)
    const broken = await brokenInvariants(db)
    if (broken.length > 0) throw new Broken(`broken: ${broken.join(', ')}`)
  }

  return { play }
}

function changed(before: string[], after: string[]): string {
  const gone = before.filter((line) => !after.includes(line)).map((line) => `    - ${line}`)
  const come = after.filter((line) => !before.includes(line)).map((line) => `    + ${line}`)
  return [...gone, ...come].join('\n') || '    nothing changed'
}

/** What the worker's jobs are in the model's words. */
const jobs: Record<string, (names: Names, payload: Record<string, string>) => Step> = Object.fromEntries(
  (
    [
      ['time_out_request', 'timeOut', 'chat_session_id'],
      ['expire_session', 'expireSession', 'chat_session_id'],
      ['complete_session', 'complete', 'chat_session_id'],
      ['settle_extension', 'settleExtension', 'extension_id'],
      ['capture_held', 'capture', 'payment_session_id'],
      ['release_held', 'release', 'payment_session_id'],
      ['withdraw_charge', 'withdraw', 'payment_session_id'],
      ['offer_freed_mitra', 'freed', 'mitra_id'],
      ['send_refund', 'sendRefund', 'repayment_id'],
    ] as const
  ).map(([task, command, field]) => [
    task,
    (names: Names, payload: Record<string, string>): Step => {
      const name = names.names.get(payload[field] as string) as string
      return { command, argument: command === 'sendRefund' ? Number(name.split(' ')[1]) : name }
    },
  ]),
)

const back = (columns: string[]) => columns.map((column) => `${column} = ${column} - make_interval(secs => $3)`).join(', ')
const passing = `
  with payment as (update payment_sessions set ${back(['expires_at', 'created_at', 'confirmed_at', 'consumed_at', 'ended_at', 'charge_requested_at'])}
      where customer_id = any($1)),
    chat as (update chat_sessions set ${back(['deadline_at', 'created_at', 'started_at', 'ends_at', 'ended_at', 'goodbye_deadline_at', 'completed_at'])}
      where customer_id = any($1)),
    card as (update chat_request_notifications set ${back(['created_at', 'ended_at'])} where mitra_id = any($2)),
    extension as (update extensions set ${back(['deadline_at', 'decided_at', 'created_at'])}
      where chat_session_id in (select id from chat_sessions where customer_id = any($1))),
    message as (update messages set ${back(['created_at'])}
      where chat_session_id in (select id from chat_sessions where customer_id = any($1))),
    failure as (update pairing_failures set ${back(['created_at', 'actioned_at'])} where customer_id = any($1)),
    repayment as (update repayments set ${back(['created_at', 'changed_at'])}
      where payment_session_id in (select id from payment_sessions where customer_id = any($1))),
    mitra as (update mitras set ${back(['last_reached_at'])} where id = any($2))
  update graphile_worker._private_jobs set run_at = run_at - make_interval(secs => $3)`

/** Whatever still waits for something, and money that the gateway and the ledger do not agree on. */
async function openEnds(pool: pg.Pool, customers: string[]): Promise<string[]> {
  const { rows } = await pool.query(
    `with payment as materialized (select * from payment_sessions where customer_id = any($1))
    select 'payment ' || status as open from payment where status in ('pending', 'confirmed')
    union all select 'payment still for a request' from payment where open_request_id is not null
    union all select 'chat ' || status from chat_sessions where customer_id = any($1) and status in ('searching', 'active', 'closing')
    union all select 'extension' from extensions where status = 'pending' and payment_session_id in (select id from payment)
    union all select 'repayment ' || status from repayments where status in ('requested', 'sent') and payment_session_id in (select id from payment)
    union all select 'card' from chat_request_notifications n join chat_sessions c on c.id = n.chat_session_id
      where c.customer_id = any($1) and n.status = 'sent'
    union all select 'job ' || t.identifier from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where j.run_at <= now() and t.identifier <> 'send_push'
    union all select 'captured at the gateway and not in the ledger'
      from payment p join mock_gateway.charges g on g.reference = p.id
      where g.status = 'captured' and not exists (
        select from ledger_entries l where l.payment_session_id = p.id and l.kind = 'charge' and l.account = 'gateway' and l.amount = g.amount)
    union all select 'held at the gateway for a payment ' || p.status
      from payment p join mock_gateway.charges g on g.reference = p.id where g.status = 'held'`,
    [customers],
  )
  return rows.map((row) => row.open)
}

/** All queries of what must always be true in one statement. */
async function brokenInvariants(db: Ctx['db']): Promise<string[]> {
  const counts = invariants.map(
    ({ name, query }) => sql`select ${sql.lit(name)} as name, count(*)::integer as rows from (${query}) found`,
  )
  const { rows } = await sql<{ name: string; rows: number }>`${sql.join(counts, sql` union all `)}`.execute(db)
  return rows.filter((row) => row.rows > 0).map((row) => `${row.name} (${row.rows})`)
}
