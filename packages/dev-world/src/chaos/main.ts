import { parseArgs } from 'node:util'
import { faults } from './faults'
import { runChaos } from './run'

/** npm run chaos -- [--seed N] [--minutes M] [--faults a,b,c] [--customers N] [--mitras N]; without `--faults`, every fault. */
const text = { type: 'string' } as const
const { values } = parseArgs({ options: { seed: text, minutes: text, faults: text, customers: text, mitras: text } })
const known = [...Object.keys(faults), 'clock']
const chosen = values.faults?.split(',') ?? known
const unknown = chosen.filter((name) => !known.includes(name))

if (unknown.length > 0) {
  console.error(`There is no fault ${unknown.join(', ')}; known are ${known.join(', ')}.`)
  process.exit(1)
}
const minutes = Number(values.minutes ?? 1)
if (!(minutes > 0)) {
  console.error(`--minutes must be a number above 0, not ${values.minutes}.`)
  process.exit(1)
}
const isClean = await runChaos({
  seed: Number(values.seed ?? Date.now() % 1_000_000),
  minutes,
  faults: chosen,
  customers: Number(values.customers ?? 30),
  mitras: Number(values.mitras ?? 12),
})
process.exit(isClean ? 0 : 1)
