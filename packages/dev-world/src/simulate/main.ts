import { parseArgs } from 'node:util'
import setup from '../vitest-setup'
import { replay, simulate } from './simulation'
import { nothingYet, type Tally } from './tally'

/** npm run simulate -- [--seed N] [--runs M] [--steps JSON]: histories N … N+M-1, or exactly these steps under seed N. */
const text = { type: 'string' } as const
const { values } = parseArgs({ options: { seed: text, runs: text, steps: text } })
const { steps } = values
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const runs = Number(values.runs ?? 100)

const tearDown = await setup()
const startedAt = performance.now()
const tally = nothingYet()
try {
  if (steps !== undefined) {
    const broken = await replay(seed, JSON.parse(steps))
    console.log(broken ?? 'nothing is broken')
    process.exitCode = broken === undefined ? 0 : 1
  } else {
    console.log(`simulating ${runs} histories from seed ${seed}`)
    const seeds = (function* () {
      for (let n = 0; n < runs && tally.violations.length === 0; n += 1) yield seed + n
    })()
    const report = () => tally.runs % 500 === 0 && say(tally)
    // Two lanes draw from the same seeds; while a history runs, it is alone on its database.
    await Promise.all([simulate(seeds, tally, report), simulate(seeds, tally, report)])
    say(tally)
    for (const { seed: failing, what, steps: few } of tally.violations) {
      console.log(
        `\nseed ${failing} is broken: ${what}\n\nreplay: npm run simulate -- --seed ${failing} --steps '${JSON.stringify(few)}'`,
      )
    }
    process.exitCode = tally.violations.length === 0 ? 0 : 1
  }
} finally {
  await tearDown()
}

function say({ violations, ...counts }: Tally): void {
  const seconds = (performance.now() - startedAt) / 1000
  const figures = Object.entries(counts).map(([name, count]) => `${name} ${count}`)
  console.log(`${figures.join(', ')}, violations ${violations.length}; ${(counts.runs / seconds).toFixed(1)} runs/s`)
}
