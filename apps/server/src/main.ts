import { readEnv } from './env'
import { StartupError } from './startup-error'

const [command = 'demo', ...rest] = process.argv.slice(2)

try {
  const env = readEnv(process.env)
  // Each command loads what it needs.
  if (command === 'demo') await (await import('./demo')).demo(env)
  else if (command === 'serve') await (await import('./serve')).serve(env, rest[0])
  else if (command === 'bestie') process.exitCode = await (await import('./command-line')).bestie(env, rest)
  else throw new StartupError(`Unknown command "${command}". Known are demo, serve and bestie.`)
} catch (error) {
  if (error instanceof StartupError) console.error(error.message)
  else console.error(error)
  process.exit(1)
}
