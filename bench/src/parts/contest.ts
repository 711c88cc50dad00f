import type { Measured } from '../figures'
import { anyPayments, connectBare } from '../stage/bare-crowd'
import { costNote, metered } from '../stage/metered'
import type { Stage } from '../stage/stage'
import { world } from '../stage/world'
import { inTurn } from '../turns'

/** One request of each of these customers at a time, each for all of these mitra. */
export const crowd = { customers: 8, mitras: 50 }

/** Matches per second when 50 mitra accept each request at once, beside the plain way of doing it. */
export async function contest(stage: Stage): Promise<Measured[]> {
  const { driver, bestie, payments, clear } = await world(stage, { ...crowd, linesEach: crowd.customers })
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
