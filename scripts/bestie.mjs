// The command line. Only the command's own output may go to stdout: scripts read it.
import { build } from './build.mjs'
import { install } from './install.mjs'
import { fail, runServer } from './run.mjs'

await install()
  .then(() => build())
  .then(() => runServer(['bestie', ...process.argv.slice(2)]))
  .catch(fail)
