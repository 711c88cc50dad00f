import { bestie } from './command-line'
import { demo } from './demo'
import { readEnv } from './env'
import { serve } from './serve'
import { StartupError } from './startup-error'

const [command = 'demo', ...rest] = process.argv.slice(2)

try {
  const env = readEnv(process.env)
  if (command === 'demo') await demo(env)
  else if (command === 'serve') await serve(env, rest[0])
  else if (command === 'bestie') process.exitCode = await bestie(env, rest)
  else throw new StartupError(`Unknown command "${command}". Known are demo, serve and bestie.`)
} catch (error) {
  if (error instanceof StartupError) console.error(error.message)
  else console.error(error)
  process.exit(1)
}
