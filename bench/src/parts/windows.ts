import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { type Measured, percentile } from '../figures'
import { makePairs } from '../stage/people'
import type { Stage } from '../stage/stage'
import { inTurn } from '../turns'

const count = 10_000
/** In ms: the first window ends `inMs` after all were set, and the last `ms` after the first. */
const [inMs, ms] = [12_000, 10_000]

/** How late 10,000 chats close whose time ends within 10 s, beside as many jobs that do nothing. */
export async function windows(stage: Stage): Promise<Measured[]> {
  const bestie = await stage.bestie({ env: { SWEEP_SECONDS: '3600' } })
  await bestie.pool.query("update app_config set value = '7200' where key = 'goodbye_window_seconds'")
  const peer = stage.helper('peers/jobs.ts')
  await peer.ask('open', await stage.database())
  let settledOnce = true
  const ours = async () => {
    const found = await closeAll(bestie.pool)
    settledOnce &&= found.settledOnce
    return percentile(found.lateness, 99)
  }
  const jobs = async () => percentile(await peer.ask('run', { count, inMs, ms }), 99)
  return [
    {
      metric: '9 · 10,000 windows ending within 10 s, lateness p99',
      unit: 'ms',
      ...(await inTurn(ours, jobs, { warmUp: false })),
      target: { sign: '≤', ratio: 1.5 },
      holds: settledOnce,
      note: settledOnce ? 'every one settled once' : 'NOT every one settled once',
    },
  ]
}

/** Lets 10,000 chats of new people end. Returns how late each closed, in ms, and whether each closed once. */
export async function closeAll(pool: pg.Pool): Promise<{ lateness: number[]; settledOnce: boolean }> {
  const ids = (await makePairs(pool, count)).map(({ chatId }) => chatId)
  await pool.query(
    `with ending as (
      update chat_sessions c set ends_at = now() + make_interval(secs => ($2 + $3 * number / $4::float8) / 1000)
      from unnest($1::uuid[]) with ordinality as given (id, number) where c.id = given.id returning c.id, c.ends_at)
    select graphile_worker.add_job('expire_session', json_build_object('chat_session_id', id), run_at => ends_at, job_key => 'session:' || id)
    from ending`,
    [ids, inMs, ms, count],
  )
  // Table statistics, as in any installation in use.
  await pool.query('analyze')
  for (;;) {
    await sleep(500)
    const { rows } = await pool.query("select count(*)::integer as open from chat_sessions where status = 'active'")
    if (rows[0].open === 0) break
  }
  await sleep(500)
  const { rows } = await pool.query<{ late: number }>(
    'select extract(epoch from ended_at - ends_at)::float8 * 1000 as late from chat_sessions where id = any($1)',
    [ids],
  )
  // One close makes one job for the end of the goodbyes, under the chat's key.
  const { rows: next } = await pool.query(
    `select count(*)::integer as jobs, (select count(*)::integer from chat_sessions
        where id = any($1) and status = 'closing' and ended_by = 'timer') as closed
      from graphile_worker.jobs where task_identifier = 'complete_session' and key = any(select 'session:' || id from unnest($1::uuid[]) id)`,
    [ids],
  )
  await pool.query("update chat_sessions set status = 'completed', completed_at = now() where status = 'closing'")
  await pool.query("select graphile_worker.remove_job('session:' || id) from unnest($1::uuid[]) id", [ids])
  return { lateness: rows.map(({ late }) => late), settledOnce: next[0].jobs === count && next[0].closed === count }
}
