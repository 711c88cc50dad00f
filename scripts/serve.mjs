// Runs one role for real use: public, internal or worker.
import { build } from './build.mjs'
import { install } from './install.mjs'
import { fail, runServer } from './run.mjs'

await install()
  .then(() => build())
  .then(() => runServer(['serve', ...process.argv.slice(2)]))
  .catch(fail)
