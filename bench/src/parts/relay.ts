import type { Talkers } from '../drivers/talk'
import type { Measured } from '../figures'
import { costNote, metered } from '../stage/metered'
import { makePairs } from '../stage/people'
import type { Stage } from '../stage/stage'
import { inTurn } from '../turns'

const ms = 2_500

/** Messages a second beside a bare socket.io relay that commits in groups and does nothing else. */
export async function relay(stage: Stage): Promise<Measured[]> {
  const bestie = await stage.bestie()
  const peer = stage.helper('peers/relay.ts')
  const peerUrl = await peer.ask('open', await stage.database())
  const driver = stage.helper('drivers/talk.ts')
  const pairs = await makePairs(bestie.pool, 1_000)
  await driver.ask('connect', { side: 'ours', url: bestie.url, pairs: pairs.map(talkersOf) })
  await driver.ask('connect', {
    side: 'relay',
    url: peerUrl,
    pairs: pairs.map(
      ({ chatId: chat }) =>
        ({
          chat,
          auths: [
            { chat, side: 'a' },
            { chat, side: 'b' },
          ],
        }) satisfies Talkers,
    ),
  })
  const measured: Measured[] = []
  for (const count of [100, 1_000]) {
    const ours = metered(
      stage,
      bestie.pid,
      (rate) => (rate * ms) / 1_000,
      () => driver.ask('talk', { side: 'ours', pairs: count, ms }),
    )
    const reference = metered(
      stage,
      peer.pid,
      (rate) => (rate * ms) / 1_000,
      () => driver.ask('talk', { side: 'relay', pairs: count, ms }),
    )
    const figures = await inTurn(ours.turn, reference.turn)
    measured.push({
      metric: `2 · messages, ${count} pairs, beside a bare relay`,
      unit: 'messages/s',
      ...figures,
      target: { sign: '≥', ratio: 0.75 },
      note: costNote('message', ours.costs, reference.costs),
    })
  }
  return measured
}

/** How a pair of ours signs in. */
export function talkersOf({ chatId, customer, mitra }: Awaited<ReturnType<typeof makePairs>>[number]): Talkers {
  return { chat: chatId, auths: [{ token: customer.token }, { token: mitra.token }] }
}
