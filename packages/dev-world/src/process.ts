import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** A Bestie that runs in its own process, as `npm start` runs it. */
export interface BestieProcess {
  url: string
  internalUrl: string
  databaseUrl: string
  /** Everything it has written to stdout. */
  said(): string
  /** Sends the signal and resolves with the exit status once the process is gone (null if a signal killed it). */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>
}

/** Starts the demo in a process and resolves when it prints `ready`. Ports are free ones unless `env` sets them. */
export async function startBestie(env: Record<string, string>): Promise<BestieProcess> {
  const { child, output } = spawnServer(['demo'], { PUBLIC_PORT: '0', INTERNAL_PORT: '0', ...env })
  const [url, internalUrl, databaseUrl] = (await ready(child, output, /^ready (\S+) (\S+) (\S+)$/m)) as [string, string, string]
  return { url, internalUrl, databaseUrl, said: output, end: (signal) => end(child, signal) }
}

/** One role of the server in its own process; `url` is the address of a role that listens. */
export interface RoleProcess {
  url: string
  pid: number
  /** Resolves with the exit status once the process is gone, for whatever reason (null if a signal killed it). */
  gone: Promise<number | null>
  end: BestieProcess['end']
}

interface Running {
  /** Starts from the bundle that `node scripts/build.mjs server` made, which takes a fraction of the time. */
  built?: boolean
  /** Receives what the process writes to stderr. */
  said?(text: string): void
}

/** Starts one role in its own process, on the database that `env` names, as `npm run serve` runs it. */
export async function startRole(
  role: 'public' | 'internal' | 'worker',
  env: Record<string, string>,
  running: Running = {},
): Promise<RoleProcess> {
  const { child, output } = spawnServer(['serve', role], { PUBLIC_PORT: '0', INTERNAL_PORT: '0', ...env }, running)
  const gone = once(child, 'exit').then(([status]) => status as number | null)
  const [url] = (await ready(child, output, /^ready \w+ ?(\S*)$/m)) as [string]
  return { url, pid: child.pid as number, gone, end: (signal) => end(child, signal) }
}

/** Runs a command of the server until it exits. */
export async function runServer(
  args: string[],
  env: Record<string, string>,
): Promise<{ status: number | null; output: string; stdout: string }> {
  const { child, output, stdout } = spawnServer(args, env)
  const [status] = await once(child, 'close')
  return { status, output: output(), stdout: stdout() }
}

/** Builds the server if it is stale. */
export async function buildServer(): Promise<void> {
  const building = spawn(process.execPath, ['scripts/build.mjs', 'server'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  const [status] = await once(building, 'exit')
  if (status !== 0) throw new Error('The server could not be built.')
}

/** Resolves with what the line that says `ready` contains. */
function ready(child: ChildProcess, output: () => string, line: RegExp): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const found = line.exec(output())
      if (found === null) return
      child.stdout?.off('data', look)
      resolve(found.slice(1))
    }
    child.stdout?.on('data', look)
    child.once('exit', (status) => reject(new Error(`it ended with status ${status}: ${output()}`)))
  })
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const gone = once(child, 'exit')
  child.kill(signal)
  const [status] = await gone
  return status
}

function spawnServer(
  args: string[],
  env: Record<string, string>,
  { built = false, said }: Running = {},
): { child: ChildProcess; output(): string; stdout(): string } {
  const main = built ? ['apps/server/dist/main.js'] : ['--import', 'tsx', 'apps/server/src/main.ts']
  const child = spawn(process.execPath, [...main, ...args], {
    cwd: root,
    env: { ...process.env, BESTIE_ROOT: root, LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => (stdout += chunk))
  child.stderr.on('data', (chunk) => {
    said?.(String(chunk))
    // A process may run for hours; the end of its stderr is enough.
    stderr = (stderr + chunk).slice(-10_000)
  })
  return { child, output: () => stdout + stderr, stdout: () => stdout }
}
