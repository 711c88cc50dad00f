// Runs in full what takes too long for every npm test, which runs a share of it: npm run test:long [-- the name of a part].
import { install } from './install.mjs'
import { attempt, Failure, fail } from './run.mjs'

const vitest = ['node_modules/.bin/vitest', 'run']
const parts = {
  races: ['node', [...vitest, 'apps/server/src/races'], { RACE_ROUNDS: '200' }],
  history: [
    'node',
    [...vitest, 'apps/server/src/operator/history.test.ts', '--testTimeout=900000', '--hookTimeout=1800000'],
    { HISTORY_PAYMENTS: '1000000' },
  ],
  fuzz: ['node', [...vitest, 'apps/server/src/security'], { FUZZ_RUNS: '1000' }],
  simulation: ['npm', ['run', '--silent', 'simulate', '--', '--runs', '2000'], {}],
  mutants: ['npm', ['run', '--silent', 'mutants'], {}],
  storm: ['npm', ['run', '--silent', 'storm'], { STORM_MINUTES: '10' }],
  chaos: ['npm', ['run', '--silent', 'chaos', '--', '--minutes', '10'], {}],
}

const [wanted] = process.argv.slice(2)
if (wanted !== undefined && !(wanted in parts)) fail(new Failure(`Usage: npm run test:long [-- ${Object.keys(parts).join('|')}]`))
await install().catch(fail)
let failed = 0
for (const [name, [command, args, env]] of Object.entries(parts)) {
  if (wanted !== undefined && wanted !== name) continue
  const startedAt = Date.now()
  const { status } = await attempt(command, args, { env })
  if (status !== 0) failed += 1
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'}  ${name.padEnd(14)} ${((Date.now() - startedAt) / 1000).toFixed(0)} s`)
}
process.exitCode = failed === 0 ? 0 : 1
