import type { Talkers } from '../drivers/talk'
import type { Measured, Target } from '../figures'
import { barePair } from '../stage/bare-crowd'
import type { HelperProcess } from '../stage/helper-process'
import { costNote, metered } from '../stage/metered'
import { makePairs } from '../stage/people'
import type { Stage } from '../stage/stage'
import { inTurn } from '../turns'

const ms = 2_500

/** Messages per second beside a bare socket.io relay that commits in groups and does nothing else. */
export async function relay(stage: Stage): Promise<Measured[]> {
  const bestie = await stage.bestie()
  const peer = stage.helper('peers/relay.ts')
  const peerUrl = await peer.ask('open', await stage.database())
  const driver = stage.helper('drivers/talk.ts')
  const pairs = await makePairs(bestie.pool, 1_000)
  await driver.ask('connect', { side: 'ours', url: bestie.url, pairs: pairs.map(talkersOf) })
  await driver.ask('connect', { side: 'relay', url: peerUrl, pairs: pairs.map(({ chatId }) => barePair(chatId)) })
  return await messagesBeside(stage, driver, {
    pids: { ours: bestie.pid, relay: peer.pid },
    metric: (pairs) => `2 · messages, ${pairs} pairs, beside a bare relay`,
    target: { sign: '≥', ratio: 0.75 },
  })
}

/** Messages per second over the connections of `driver`, ours and the other side of `pids`, by 100 pairs and by 1,000. */
export async function messagesBeside(
  stage: Stage,
  driver: HelperProcess,
  { pids, metric, target, writes }: Beside,
): Promise<Measured[]> {
  const talking = (side: string, pairs: number) =>
    metered(
      stage,
      pids[side] as number,
      (rate) => (rate * ms) / 1_000,
      () => driver.ask('talk', { side, pairs, ms }),
    )
  const reference = Object.keys(pids).find((side) => side !== 'ours') as string
  const measured: Measured[] = []
  for (const pairs of [100, 1_000]) {
    const sides = [talking('ours', pairs), talking(reference, pairs)] as const
    const figures = await inTurn(sides[0].turn, sides[1].turn)
    const note = costNote('message', sides[0].costs, sides[1].costs)
    measured.push({
      metric: metric(pairs),
      unit: 'messages/s',
      ...figures,
      target,
      note: writes === undefined ? note : `${writes}. ${note}`,
    })
  }
  return measured
}

interface Beside {
  /** The process of each side, by the driver's name for it: `ours` and one other. */
  pids: Record<string, number>
  metric(pairs: number): string
  target: Target
  /** What each side writes for a message. */
  writes?: string
}

/** How a pair of ours signs in. */
export function talkersOf({ chatId, customer, mitra }: Awaited<ReturnType<typeof makePairs>>[number]): Talkers {
  return { chat: chatId, auths: [{ token: customer.token }, { token: mitra.token }] }
}
