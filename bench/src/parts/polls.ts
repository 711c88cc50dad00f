import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Measured } from '../figures'
import { costNote, metered } from '../stage/metered'
import { makePeople } from '../stage/people'
import type { Stage } from '../stage/stage'
import { inTurn } from '../turns'

const ms = 3_000
const connections = 64

/** Signed-in availability polls per second, beside a bare Fastify that answers a constant; and what they cost the database. */
export async function polls(stage: Stage): Promise<Measured[]> {
  // A sweep reads the mitra too, and must not be counted here.
  const bestie = await stage.bestie({ env: { SWEEP_SECONDS: '3600' } })
  const peer = stage.helper('peers/constant.ts')
  const peerUrl = await peer.ask('open')
  const driver = stage.helper('drivers/polls.ts')
  await makePeople(bestie.pool, 'mitra', 10)
  const tokens = (await makePeople(bestie.pool, 'customer', connections)).map(({ token }) => token)
  const expected = '{"available":true}'
  const ask = (url: string, path: string) => () => driver.ask('poll', { url, path, tokens, expected, ms })
  const ours = metered(stage, bestie.pid, (rate) => (rate * ms) / 1_000, ask(bestie.url, '/api/client/mitra-availability'))
  const reference = metered(stage, peer.pid, (rate) => (rate * ms) / 1_000, ask(peerUrl, '/constant'))
  const figures = await inTurn(ours.turn, reference.turn)

  const before = await looksAtMitras(bestie.pool)
  await driver.ask('poll', { url: bestie.url, path: '/api/client/mitra-availability', tokens, expected, ms: 10_000 })
  const asked = (await looksAtMitras(bestie.pool)) - before
  return [
    {
      metric: '6 · availability polls, signed in, 64 connections',
      unit: 'polls/s',
      ...figures,
      target: { sign: '≥', ratio: 0.85 },
      holds: asked <= 1,
      note: `${asked} queries in 10 s of polls. ${costNote('poll', ours.costs, reference.costs)}`,
    },
  ]
}

/** How often the table of mitra was read so far, by the database's own count, which lags by a second. */
async function looksAtMitras(pool: pg.Pool): Promise<number> {
  await sleep(2_000)
  const { rows } = await pool.query<{ looks: string }>(
    "select seq_scan + coalesce(idx_scan, 0) as looks from pg_stat_user_tables where schemaname = 'public' and relname = 'mitras'",
  )
  return Number(rows[0]?.looks)
}
