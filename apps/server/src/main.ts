import { readEnv } from './env'
import { StartupError } from './startup-error'

async function run([command = 'demo', ...rest]: string[]): Promise<void> {
  const env = readEnv(process.env)
  // Each command loads only what it needs.
  if (command === 'demo') await (await import('./demo')).demo(env)
  else if (command === 'serve') await (await import('./serve')).serve(env, rest[0])
  else if (command === 'bestie') process.exitCode = await (await import('./command-line')).bestie(env, rest)
  else throw new StartupError(`Unknown command "${command}". Known are demo, serve and bestie.`)
}

run(process.argv.slice(2)).catch((error) => {
  if (error instanceof StartupError) console.error(error.message)
  else console.error(error)
  process.exit(1)
})
