import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type pg from 'pg'
import { type Measured, percentile } from '../figures'
import type { HelperProcess } from '../stage/helper-process'
import { costNote, costsNote, metered } from '../stage/metered'
import { makePayments, makePeople } from '../stage/people'
import type { Stage } from '../stage/stage'
import { inTurn } from '../turns'

export const customers = 32
export const mitras = 8
/** Chats are ended after so few pairings that a mitra has no more of them than a busy mitra might. */
const [perRound, rounds] = [160, 8]

/** Pairings per second, from the start until both sides are told, beside pgbench, which writes the same rows in one statement. */
export async function pairings(stage: Stage): Promise<Measured[]> {
  const { driver, bestie, payments, clear } = await world(stage, { customers, mitras })
  const ours = metered(
    stage,
    bestie.pid,
    () => perRound * rounds,
    async () => {
      let seconds = 0
      for (let round = 0; round < rounds; round += 1) {
        const given = await payments(perRound, 'confirmed')
        seconds += perRound / (await driver.ask('pair', { side: 'ours', payments: given }))
        await clear()
      }
      return (perRound * rounds) / seconds
    },
  )
  const figures = await inTurn(ours.turn, await pgbench(stage, bestie))
  return [
    {
      metric: '4 · pairings, 32 at a time',
      unit: 'pairings/s',
      ...figures,
      target: { sign: '≥', ratio: 0.5 },
      note: `the reference writes what a pairing leaves behind (a request, ${mitras} cards, its payment, its timer, the event) in one statement. ${costsNote('pairing', ours.costs)}`,
    },
  ]
}

/** A turn of pgbench, which writes the rows of a pairing in one statement: answers pairings per second. */
export async function pgbench(stage: Stage, { pool, databaseUrl }: World['bestie']): Promise<() => Promise<number>> {
  const script = await pgbenchScript(stage, pool)
  return async () => {
    const { stdout } = await promisify(execFile)('/usr/lib/postgresql/15/bin/pgbench', [
      ...['--no-vacuum', '--protocol=prepared', '--client=32', '--jobs=2', '--time=3', `--file=${script}`],
      databaseUrl,
    ])
    await pool.query('truncate pg_pairings, pg_cards, pg_jobs, pg_events')
    return Number(/tps = ([\d.]+)/.exec(stdout)?.[1])
  }
}

/** A pgbench script that writes the rows of a pairing without foreign keys and triggers: a limit, not a server. */
async function pgbenchScript(stage: Stage, pool: pg.Pool): Promise<string> {
  await pool.query(`
    create table pg_pairings (like chat_sessions including defaults including indexes including storage);
    create table pg_cards (like chat_request_notifications including defaults including indexes);
    create table pg_payments as select * from payment_sessions limit 0;
    alter table pg_payments add column number integer primary key;
    insert into pg_payments (id, number, customer_id, amount, duration_minutes, status)
      select gen_random_uuid(), g, gen_random_uuid(), 25000, 15, 'confirmed' from generate_series(1, 100000) g;
    create table pg_jobs (id bigserial primary key, task text, payload json, run_at timestamptz, key text unique);
    create table pg_events (like undelivered_events including defaults including indexes)`)
  const folder = await mkdtemp(join(tmpdir(), 'bestie-pgbench-'))
  stage.atEnd(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'pairing.sql')
  const statement = `with payment as (
      update pg_payments set status = 'consumed', consumed_at = clock_timestamp() where number = :number returning id, customer_id, duration_minutes
    ), request as (
      insert into pg_pairings (customer_id, mitra_id, payment_session_id, status, duration_minutes, started_at, ends_at, capacity_at_accept)
      select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'active', duration_minutes, clock_timestamp(), clock_timestamp() + interval '15 minutes', 3
      from payment returning id
    ), cards as (
      insert into pg_cards (chat_session_id, mitra_id, status, ended_at)
      select id, gen_random_uuid(), 'closed', clock_timestamp() from request, generate_series(1, ${mitras})
    ), jobs as (
      insert into pg_jobs (task, payload, run_at, key)
      select 'expire_session', json_build_object('chat_session_id', id), clock_timestamp() + interval '15 minutes', 'session:' || id
      from request
    )
    insert into pg_events (events) select json_build_object('name', 'pairing_matched', 'to', id) from request`
  await writeFile(file, `\\set number random(1, 100000)\n${statement.replaceAll(/\s+/g, ' ')};\n`)
  return file
}

/**
 * The time from a customer's confirm to the card, and from the accept until both
 * are told, at 100 pairings per second, beside one message of a bare relay.
 */
export async function told(stage: Stage): Promise<Measured[]> {
  const { driver, payments, clear } = await world(stage, { customers: 64, mitras })
  const peer = stage.helper('peers/relay.ts')
  const peerUrl = await peer.ask('open', await stage.database())
  const talk = stage.helper('drivers/talk.ts')
  const pairs = Array.from({ length: 64 }, () => crypto.randomUUID()).map((chat) => ({
    chat,
    auths: [
      { chat, side: 'a' },
      { chat, side: 'b' },
    ],
  }))
  await talk.ask('connect', { side: 'relay', url: peerUrl, pairs })
  const ours = async (rate: number): Promise<[number, number][]> => {
    const times = await driver.ask('steady', { side: 'ours', payments: await payments(384, 'pending'), rate })
    await clear()
    return times
  }
  const bare = (rate: number): Promise<number[]> => talk.ask('steady', { side: 'relay', rate, ms: 384_000 / rate })
  // Until V8 has compiled both sides, as it has in a server in use.
  for (let round = 0; round < 4; round += 1) {
    await ours(200)
    await bare(200)
  }
  const figures = await inTurn<[number, number][] | number[]>(
    () => ours(100),
    () => bare(100),
  )
  const reference = figures.reference.map((times) => percentile(times as number[], 99))
  return ['confirm → card on the mitra’s socket', 'accept → both sides told'].map((name, half) => ({
    metric: `5 · ${name}, p99 at 100 pairings/s`,
    unit: 'ms',
    ours: figures.ours.map((times) =>
      percentile(
        (times as [number, number][]).map((halves) => halves[half] as number),
        99,
      ),
    ),
    reference,
    target: { sign: '≤', ratio: 3 },
  }))
}

/** Matches per second when 50 mitra accept each request at once, beside the plain way of doing it. */
export async function contest(stage: Stage): Promise<Measured[]> {
  const crowd = { customers: 8, mitras: 50 }
  const { driver, bestie, payments, clear } = await world(stage, crowd)
  const peer = stage.helper('peers/plain.ts')
  await connectBare(driver, 'plain', await peer.ask('open', { databaseUrl: await stage.database(), mitras: crowd.mitras }), crowd)
  let oneWinnerEach = true
  const play = async (side: string, given: string[][]) => {
    const found: { rate: number; oneWinnerEach: boolean } = await driver.ask('contest', { side, payments: given })
    oneWinnerEach &&= found.oneWinnerEach
    return found.rate
  }
  const ours = metered(
    stage,
    bestie.pid,
    () => 40,
    async () => {
      const rate = await play('ours', await payments(40, 'confirmed'))
      await clear()
      return rate
    },
  )
  const reference = metered(
    stage,
    peer.pid,
    () => 40,
    () => play('plain', anyPayments(crowd.customers, 3)),
  )
  const figures = await inTurn(ours.turn, reference.turn)
  return [
    {
      metric: '4b · matches, 50 mitra accept each at once',
      unit: 'matches/s',
      ...figures,
      target: { sign: '≥', ratio: 10 },
      holds: oneWinnerEach,
      note: `${oneWinnerEach ? 'exactly' : 'NOT exactly'} one winner each. ${costNote('match', ours.costs, reference.costs)}`,
    },
  ]
}

/** Connects a crowd to a server without accounts, where a token is a number, and a customer's is their call name. */
export async function connectBare(
  driver: HelperProcess,
  side: string,
  url: string,
  { customers, mitras, linesEach = customers }: { customers: number; mitras: number; linesEach?: number },
): Promise<void> {
  const numbered = (from: number, count: number, name = '') =>
    Array.from({ length: count }, (_, number) => ({ token: `${name}${from + number}` }))
  await driver.ask('connect', {
    side,
    url,
    customers: numbered(1, customers, 'Teman '),
    mitras: numbered(0, mitras),
    linesEach,
  })
}

/** For a server that takes any payment: as many for each lane. */
export const anyPayments = (lanes: number, each: number): string[][] => Array.from({ length: lanes }, () => Array(each).fill(''))

interface World {
  driver: HelperProcess
  bestie: Awaited<ReturnType<Stage['bestie']>>
  /** New payments, spread evenly over the lanes. */
  payments(count: number, status: 'confirmed' | 'pending'): Promise<string[][]>
  /** Ends the chats of a turn, so that the next begins like the first. */
  clear(): Promise<void>
}

/** Customers and mitra, connected; the mitra have capacity for all customers. */
export async function world(
  stage: Stage,
  people: { customers: number; mitras: number },
  given?: World['bestie'],
): Promise<World> {
  const bestie = given ?? (await stage.bestie())
  await bestie.pool.query("update app_config set value = '1000' where key = 'max_customers_per_mitra'")
  const customers = await makePeople(bestie.pool, 'customer', people.customers)
  const mitras = await makePeople(bestie.pool, 'mitra', people.mitras)
  const driver = stage.helper('drivers/pair.ts')
  const linesEach = Math.ceil(people.mitras === 50 ? people.customers : people.customers / people.mitras)
  await driver.ask('connect', { side: 'ours', url: bestie.url, customers, mitras, linesEach })
  let isKnown = false
  return {
    driver,
    bestie,
    async payments(count, status) {
      const ids = await makePayments(
        bestie.pool,
        Array.from({ length: count }, (_, number) => customers[number % customers.length] as never),
        status,
      )
      return customers.map((_, lane) => ids.filter((_, number) => number % customers.length === lane))
    },
    async clear() {
      await bestie.pool.query(
        `update chat_sessions set status = 'completed', ended_by = 'system', ended_at = now(), completed_at = now() where status = 'active'`,
      )
      // Table statistics, as in any installation in use.
      if (!isKnown) await bestie.pool.query('analyze')
      isKnown = true
    },
  }
}
