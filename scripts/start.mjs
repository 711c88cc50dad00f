// Starts the demo: all of Bestie, on this machine.
import { build } from './build.mjs'
import { install } from './install.mjs'
import { fail, runServer } from './run.mjs'

await install()
  .then(() => build())
  .then(() => runServer(['demo', ...process.argv.slice(2)]))
  .catch(fail)
