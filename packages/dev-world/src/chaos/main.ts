import { faults } from './faults'
import { runChaos } from './run'

/** npm run chaos -- [--seed N] [--minutes M] [--faults a,b,c] [--customers N] [--mitras N]; without `--faults`, every fault. */
const argument = (name: string): string | undefined => {
  const index = process.argv.indexOf(`--${name}`)
  return index === -1 ? undefined : process.argv[index + 1]
}
const known = [...Object.keys(faults), 'clock']
const chosen = argument('faults')?.split(',') ?? known
const unknown = chosen.filter((name) => !known.includes(name))

if (unknown.length > 0) {
  console.error(`There is no fault ${unknown.join(', ')}; known are ${known.join(', ')}.`)
  process.exit(1)
}
const isClean = await runChaos({
  seed: Number(argument('seed') ?? Date.now() % 1_000_000),
  minutes: Number(argument('minutes') ?? 1),
  faults: chosen,
  customers: Number(argument('customers') ?? 30),
  mitras: Number(argument('mitras') ?? 12),
})
process.exit(isClean ? 0 : 1)
