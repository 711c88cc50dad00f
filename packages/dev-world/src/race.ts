import { setTimeout as sleep } from 'node:timers/promises'

/** How often each race is run: fewer times in `npm test`, all of them in `npm run test:long`. */
export const raceRounds = Number(process.env.RACE_ROUNDS ?? 25)

/** Two sides that are about to meet, and a way to tell who won once both are done. */
export interface Meeting<Left, Right> {
  left(): Promise<Left>
  right(): Promise<Right>
  judge(left: Left, right: Right): Promise<'left' | 'right'> | 'left' | 'right'
}

/**
 * Lets two sides meet `raceRounds` times and counts who won. The winner starts a little later in the next round (by half a
 * millisecond, and more with every win in a row). This keeps the race at the point where either side can win, on any machine.
 */
export async function race<Left, Right>(
  meet: (round: number) => Promise<Meeting<Left, Right>>,
): Promise<{ left: number; right: number }> {
  const wins = { left: 0, right: 0 }
  let leftWaits = 0
  let streak = 0
  for (let round = 0; round < raceRounds; round += 1) {
    const { left, right, judge } = await meet(round)
    const answers = await Promise.all([after(leftWaits, left), after(-leftWaits, right)])
    const winner = await judge(...answers)
    wins[winner] += 1
    streak = winner === 'left' ? Math.max(1, streak + 1) : Math.min(-1, streak - 1)
    leftWaits += streak / 2
  }
  return wins
}

async function after<Answer>(ms: number, side: () => Promise<Answer>): Promise<Answer> {
  if (ms > 0) await sleep(ms)
  return await side()
}
