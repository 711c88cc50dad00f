import type { Talkers } from '../drivers/talk'
import { type Measured, percentile } from '../figures'
import { type Ejabberd, startEjabberd } from '../stage/ejabberd'
import type { HelperProcess } from '../stage/helper-process'
import { makePairs } from '../stage/people'
import type { Stage } from '../stage/stage'
import { inTurn } from '../turns'
import { messagesBeside, talkersOf } from './relay'

const writes =
  'for each message ours writes one row with two indexes and counts it in the chat’s row; ejabberd writes two rows (one for each archive) with four secondary indexes each'

/** Messages per second beside ejabberd, which archives them in the same PostgreSQL. */
export async function ejabberd(stage: Stage): Promise<Measured[]> {
  const { driver, bestie, peer } = await bothSides(stage, 1_000)
  return await messagesBeside(stage, driver, {
    pids: { ours: bestie.pid, ejabberd: peer.pid },
    metric: (pairs) => `1 · messages, ${pairs} pairs, beside ejabberd`,
    target: { sign: '≥', ratio: 6 },
    writes,
  })
}

const steadily = { rate: 400, ms: 5_000 }

/** How long a message takes to arrive at an even rate of 400 messages per second, beside ejabberd. */
export async function steady(stage: Stage): Promise<Measured[]> {
  const { driver } = await bothSides(stage, 100)
  const figures: { ours: number[][]; reference: number[][] } = await inTurn(
    () => driver.ask('steady', { side: 'ours', ...steadily }),
    () => driver.ask('steady', { side: 'ejabberd', ...steadily }),
  )
  return [50, 99].map((share) => ({
    metric: `3 · send to receipt at 400 messages/s, p${share}`,
    unit: 'ms',
    ours: figures.ours.map((times) => percentile(times, share)),
    reference: figures.reference.map((times) => percentile(times, share)),
    target: { sign: '≤', ratio: 0.6 },
  }))
}

async function bothSides(
  stage: Stage,
  count: number,
): Promise<{ driver: HelperProcess; bestie: { pid: number }; peer: Ejabberd }> {
  const bestie = await stage.bestie()
  const names = Array.from({ length: count }, (_, number) => [`a${number}`, `b${number}`] as const)
  const peer = await startEjabberd(stage, names.flat())
  const driver = stage.helper('drivers/talk.ts')
  const pairs = await makePairs(bestie.pool, count)
  await driver.ask('connect', { side: 'ours', url: bestie.url, pairs: pairs.map(talkersOf) })
  await driver.ask('connect', {
    side: 'ejabberd',
    url: peer.url,
    pairs: names.map(([one, other]) => ({ chat: '', auths: [{ user: one }, { user: other }] }) satisfies Talkers),
  })
  return { driver, bestie, peer }
}
