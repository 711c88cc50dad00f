// Starts a cluster on this machine, to try it out: nginx, three public instances, one internal, two workers.
import { build } from './build.mjs'
import { installDebianPackages } from './debian-packages.mjs'
import { install } from './install.mjs'
import { fail, runTool } from './run.mjs'

await install()
  .then(() => installDebianPackages(['nginx-light', 'redis-server']))
  .then(() => build())
  .then(() => runTool('packages/dev-world/src/cluster/main.ts'))
  .catch(fail)
