import { readEnv } from './env'
import { StartupError } from './startup-error'

async function run([command = 'demo', ...rest]: string[]): Promise<void> {
  const env = readEnv(process.env)
  // Before anything is made: neither a data folder nor a database is left behind.
  if (env.production && command !== 'bestie')
    throw new StartupError('NODE_ENV=production needs a real payment gateway and a real sender of codes; this build has neither.')
  // Each command loads only what it needs.
  if (command === 'demo') await (await import('./demo')).demo(env)
  else if (command === 'serve') await (await import('./serve')).serve(env, rest[0])
  else if (command === 'bestie') process.exitCode = await (await import('./command-line')).bestie(env, rest)
  else throw new StartupError(`Unknown command "${command}". Known are demo, serve and bestie.`)
}

/** PostgreSQL's codes for a table, a column and a function that do not exist. */
const missing = ['42P01', '42703', '42883']

run(process.argv.slice(2)).catch((error) => {
  if (error instanceof StartupError) console.error(error.message)
  else if (missing.includes(error.code))
    console.error(`The database is not at the present schema (${error.message}); run: npm run bestie -- migrate`)
  else console.error(error)
  process.exit(1)
})
