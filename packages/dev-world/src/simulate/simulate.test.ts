import { expect, test } from 'vitest'
import { simulate } from './simulation'
import { nothingYet } from './tally'

const runs = Number(process.env.SIMULATION_RUNS ?? 100)
/** The same histories in every run: what breaks them is the change. `npm run simulate` draws new ones. */
const seed = Number(process.env.SIMULATION_SEED ?? 1)

test(`${runs} random histories from seed ${seed} are what the model says, whatever dies, repeats or meets`, {
  timeout: 60_000 + runs * 2_000,
}, async () => {
  const tally = nothingYet()
  await simulate(
    Array.from({ length: runs }, (_, n) => seed + n),
    tally,
  )
  const told = tally.violations.map(
    ({ seed: failing, what, steps }) =>
      `${what}\nreplay: npm run simulate -- --seed ${failing} --steps '${JSON.stringify(steps)}'`,
  )
  expect(told).toEqual([])
  expect(tally.runs).toBe(runs)
  expect(Math.min(tally.crashes, tally.lostReplies, tally.pairs)).toBeGreaterThan(0)
})
