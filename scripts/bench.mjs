// Measures speed and cost beside peers, alternating in the same run: npm
// run bench [-- part …]; with years of history: npm run bench:history.
import { build } from './build.mjs'
import { installDebianPackages } from './debian-packages.mjs'
import { install } from './install.mjs'
import { fail, runTool } from './run.mjs'

await install()
  .then(() => installDebianPackages(['postgresql-15', 'ejabberd', 'erlang-p1-pgsql']))
  .then(() => build())
  .then(() => runTool('bench/src/main.ts'))
  .catch(fail)
