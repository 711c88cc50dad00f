// Checks the import rules. dependency-cruiser also passes when it has seen no files, for instance
// because it does not know the installed compiler: so the files that it saw are counted.
import { attempt, Failure, fail } from './run.mjs'

const least = 50
const args = ['--config', '.dependency-cruiser.cjs', 'apps', 'packages', 'journeys', 'bench']
const { status, output } = await attempt('node_modules/.bin/depcruise', args, { quiet: true })
console.log(output.trim())
const cruised = Number(/(\d+) modules/.exec(output)?.[1] ?? 0)
if (status === 0 && cruised < least) fail(new Failure(`Only ${cruised} modules were seen; there are more than ${least}.`))
process.exit(status)
