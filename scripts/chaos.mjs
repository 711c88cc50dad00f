// Injects every fault into a cluster under load: npm run chaos --
// [--seed N] [--minutes M] [--faults a,b,c] [--customers N] [--mitras N].
import { build } from './build.mjs'
import { installDebianPackages } from './debian-packages.mjs'
import { install } from './install.mjs'
import { fail, runTool } from './run.mjs'

await install()
  .then(() => installDebianPackages(['nginx-light', 'redis-server', 'libfaketime']))
  .then(() => build(['server']))
  .then(() => runTool('packages/dev-world/src/chaos/main.ts'))
  .catch(fail)
