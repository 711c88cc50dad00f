import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type pg from 'pg'
import type { Measured } from '../figures'
import { metered, ownCostNote } from '../stage/metered'
import type { Bestie, Stage } from '../stage/stage'
import { world } from '../stage/world'
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
      note: `the reference writes what a pairing leaves behind (a request, ${mitras} cards, its payment, its timer, the event) in one statement. ${ownCostNote('pairing', ours.costs)}`,
    },
  ]
}

/** A turn of pgbench, which writes the rows of a pairing in one statement: returns pairings per second. */
export async function pgbench(stage: Stage, { pool, databaseUrl }: Bestie): Promise<() => Promise<number>> {
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
