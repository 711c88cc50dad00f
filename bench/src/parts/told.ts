import { type Measured, percentile } from '../figures'
import { barePair } from '../stage/bare-crowd'
import type { Stage } from '../stage/stage'
import { world } from '../stage/world'
import { inTurn } from '../turns'

/**
 * The time from a customer's confirm to the card, and from the accept until both
 * are told, at 100 pairings per second, beside one message of a bare relay.
 */
export async function told(stage: Stage): Promise<Measured[]> {
  const { driver, payments, clear } = await world(stage, { customers: 64, mitras: 8 })
  const peer = stage.helper('peers/relay.ts')
  const peerUrl = await peer.ask('open', await stage.database())
  const talk = stage.helper('drivers/talk.ts')
  const pairs = Array.from({ length: 64 }, () => barePair(crypto.randomUUID()))
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
