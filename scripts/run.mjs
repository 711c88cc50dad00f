import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The root of the checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * Runs a command in the checkout and throws if it fails. Its output goes to stderr: stdout
 * belongs to the command that the user asked for. With `quiet`, output is shown only on failure.
 */
export async function run(command, args, { quiet = false, env = {} } = {}) {
  const { status, output } = await attempt(command, args, { quiet, env })
  if (status === 0) return
  if (quiet) process.stderr.write(output)
  throw new Failure(`${[command, ...args].join(' ')} failed (status ${status}).`)
}

/** Runs a command and returns its status without judging it. With `quiet`, returns the output too. */
export function attempt(command, args, { quiet = false, env = {} } = {}) {
  return new Promise((resolve) => {
    const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 2, 2]
    const child = spawn(command, args, { cwd: root, stdio, env: { ...process.env, BESTIE_ROOT: root, ...env } })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk))
    child.once('error', (error) => resolve({ status: 1, output: `${command}: ${error.message}\n` }))
    child.once('close', (code, signal) => resolve({ status: statusOf(code, signal), output }))
  })
}

/** A failure that explains itself: it is reported as one line. */
export class Failure extends Error {}

/** Exits with the one line of a Failure, or with the stack of a bug. */
export function fail(error) {
  console.error(error instanceof Failure ? error.message : error)
  process.exit(1)
}

/**
 * Turns this very process into the server, so that signals and kills reach the server itself and no parent has to pass them on.
 */
export async function runServer(args) {
  const main = join(root, 'apps/server/dist/main.js')
  process.chdir(root)
  process.env.BESTIE_ROOT = root
  process.argv.splice(1, process.argv.length, main, ...args)
  await import(pathToFileURL(main).href)
}

/** Runs one of our TypeScript tools in this very process, with the remaining arguments. */
export async function runTool(path) {
  const { register } = await import('tsx/esm/api')
  register()
  process.chdir(root)
  process.env.BESTIE_ROOT = root
  await import(pathToFileURL(join(root, path)).href)
}

function statusOf(code, signal) {
  return code ?? 128 + (constants.signals[signal] ?? 1)
}
