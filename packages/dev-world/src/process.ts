import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))

const sources = ['--import', 'tsx', 'apps/server/src/main.ts']
const bundle = ['apps/server/dist/main.js']

/** What Node runs to start a whole Bestie. */
export const programs = {
  demo: [...sources, 'demo'],
  /** From the bundle that `node scripts/build.mjs server` made, which takes a fraction of the time. */
  builtDemo: [...bundle, 'demo'],
  /** A process for each role, three of them public, behind nginx. Needs the bundle too. */
  cluster: ['--import', 'tsx', 'packages/dev-world/src/cluster/main.ts'],
}

const running = new Set<ChildProcess>()

/** A server in its own process, which serves. */
export interface ServerProcess {
  /** Its address; empty for a worker. */
  url: string
  pid: number
  isRunning(): boolean
  /** Everything it has written to stdout, and the end of what it has written to stderr. */
  said(): string
  /** Resolves with the exit status once the process is gone, for whatever reason (null if a signal killed it). */
  gone: Promise<number | null>
  /** Sends the signal and resolves with the exit status once the process is gone. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>
}

/** A whole Bestie in its own process; `url` is the public address. */
export interface BestieProcess extends ServerProcess {
  internalUrl: string
  databaseUrl: string
}

/**
 * Starts all of Bestie and resolves when it prints `ready`. Ports are free ones unless `env` sets them; `said` receives what it
 * writes to stderr.
 */
export async function startBestie(
  env: Record<string, string>,
  program: string[] = programs.demo,
  said?: (text: string) => void,
): Promise<BestieProcess> {
  const { words, ...server } = await startServer(program, env, /^ready (\S+) (\S+) (\S+)$/m, said)
  const [url, internalUrl, databaseUrl] = words as [string, string, string]
  return { ...server, url, internalUrl, databaseUrl }
}

/** Starts one role on the database that `env` names, as `npm run serve` runs it; `said` as above. */
export async function startRole(
  role: 'public' | 'internal' | 'worker',
  env: Record<string, string>,
  { built = false, said }: { built?: boolean; said?(text: string): void } = {},
): Promise<ServerProcess> {
  const program = [...(built ? bundle : sources), 'serve', role]
  const { words, ...server } = await startServer(program, env, /^ready \w+ ?(\S*)$/m, said)
  return { ...server, url: words[0] as string }
}

/** Runs a command of the server until it exits. */
export async function runServer(
  args: string[],
  env: Record<string, string>,
  { built = false }: { built?: boolean } = {},
): Promise<{ status: number | null; output: string; stdout: string }> {
  const { child, output, stdout } = spawnServer([...(built ? bundle : sources), ...args], env)
  const [status] = await once(child, 'close')
  return { status, output: output(), stdout: stdout() }
}

/** Tells every server that this process has started and not ended to stop, with the database and whatever else it runs. */
export function stopServers(): void {
  for (const child of running) child.kill('SIGTERM')
}

/** Builds the server if it is stale. */
export async function buildServer(): Promise<void> {
  const building = spawn(process.execPath, ['scripts/build.mjs', 'server'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  const [status] = await once(building, 'exit')
  if (status !== 0) throw new Error('The server could not be built.')
}

/** Resolves with the process and the words of its line that says `ready`. */
async function startServer(
  program: string[],
  env: Record<string, string>,
  readyLine: RegExp,
  said?: (text: string) => void,
): Promise<Omit<ServerProcess, 'url'> & { words: string[] }> {
  const { child, output } = spawnServer(program, { PUBLIC_PORT: '0', INTERNAL_PORT: '0', ...env }, said)
  const gone = once(child, 'exit').then(([status]) => status as number | null)
  const isRunning = () => child.exitCode === null && child.signalCode === null
  const words = await new Promise<string[]>((resolve, reject) => {
    const look = () => {
      const found = readyLine.exec(output())
      if (found === null) return
      child.stdout?.off('data', look)
      resolve(found.slice(1))
    }
    child.stdout?.on('data', look)
    child.once('exit', (status) => reject(new Error(`it ended with status ${status}: ${output()}`)))
  })
  return {
    words,
    pid: child.pid as number,
    isRunning,
    said: output,
    gone,
    async end(signal) {
      if (isRunning()) child.kill(signal)
      return await gone
    },
  }
}

function spawnServer(
  program: string[],
  env: Record<string, string>,
  said?: (text: string) => void,
): { child: ChildProcess; output(): string; stdout(): string } {
  const child = spawn(process.execPath, program, {
    cwd: root,
    env: { ...process.env, BESTIE_ROOT: root, LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => (stdout += chunk))
  child.stderr.on('data', (chunk) => {
    said?.(String(chunk))
    // A process may run for hours; the end of its stderr is enough.
    stderr = (stderr + chunk).slice(-100_000)
  })
  return { child, output: () => stdout + stderr, stdout: () => stdout }
}
