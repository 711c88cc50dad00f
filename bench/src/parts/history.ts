import { type Measured, percentile } from '../figures'
import { layHistory } from '../stage/history'
import { makePairs } from '../stage/people'
import type { Stage } from '../stage/stage'
import { world } from '../stage/world'
import { inTurn } from '../turns'
import { talkersOf } from './relay'
import { closeAll } from './windows'

const ms = 2_500
const people = { customers: 32, mitras: 8 }
/** As fast as without any history, within this tolerance. */
const target = { sign: '≥', ratio: 0.85 } as const

/**
 * How Bestie performs with years of history, beside one that began today. `BENCH_HISTORY_CHATS` makes fewer chats than a million.
 */
export async function history(stage: Stage): Promise<Measured[]> {
  const env = { SWEEP_SECONDS: '3600' }
  const [old, young] = [await stage.bestie({ env }), await stage.bestie({ env })]
  await layHistory(old.pool, { chats: Number(process.env.BENCH_HISTORY_CHATS ?? 1_000_000), messagesEach: 20 })
  const measured: Measured[] = []

  const driver = stage.helper('drivers/talk.ts')
  for (const [side, { url, pool }] of [
    ['old', old],
    ['young', young],
  ] as const)
    await driver.ask('connect', { side, url, pairs: (await makePairs(pool, 1_000)).map(talkersOf) })
  for (const pairs of [100, 1_000]) {
    const talk = (side: string) => () => driver.ask('talk', { side, pairs, ms })
    measured.push({
      metric: `10 · messages, ${pairs} pairs, with history`,
      unit: 'messages/s',
      ...(await inTurn(talk('old'), talk('young'))),
      target,
    })
  }

  // Otherwise the mitra of the talks would be asked too.
  for (const { pool } of [old, young]) await pool.query('update mitras set is_online = false')
  const worlds = { old: await world(stage, people, old), young: await world(stage, people, young) }
  const pair = (side: keyof typeof worlds) => async () => {
    const { driver, payments, clear } = worlds[side]
    const rate: number = await driver.ask('pair', { side: 'ours', payments: await payments(640, 'confirmed') })
    await clear()
    return rate
  }
  measured.push({
    metric: '10 · pairings, with history',
    unit: 'pairings/s',
    ...(await inTurn(pair('old'), pair('young'))),
    target,
  })

  for (const { pool } of [old, young])
    await pool.query("update app_config set value = '7200' where key = 'goodbye_window_seconds'")
  const close =
    ({ pool }: typeof old) =>
    async () =>
      percentile((await closeAll(pool)).lateness, 99)
  measured.push({
    metric: '10 · 10,000 windows ending within 10 s, lateness p99, with history',
    unit: 'ms',
    // One stall of a tenth of a second decides a turn's p99: with five turns the median would be chance.
    ...(await inTurn(close(old), close(young), { warmUp: false, times: 11 })),
    // The inverse of 0.85: lateness grows as speed shrinks.
    target: { sign: '≤', ratio: 1.18 },
  })
  return measured
}
