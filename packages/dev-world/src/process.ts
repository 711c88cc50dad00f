import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** A Bestie that runs as a process of its own, as `npm start` runs it. */
export interface BestieProcess {
  url: string
  internalUrl: string
  databaseUrl: string
  /** Everything it said on stdout. */
  said(): string
  /** Sends the signal and resolves with the exit status once the process is gone (null when a signal killed it). */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>
}

/** Starts the demo in a process and resolves when it says `ready`. Ports are free ones unless `env` names them. */
export async function startBestie(env: Record<string, string>): Promise<BestieProcess> {
  const { child, output } = spawnServer(['demo'], { PUBLIC_PORT: '0', INTERNAL_PORT: '0', ...env })
  const ready = await new Promise<string[]>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const line = /^ready (\S+) (\S+) (\S+)$/m.exec(output())
      if (line !== null) resolve(line.slice(1))
    })
    child.once('exit', (status) => reject(new Error(`it ended with status ${status}: ${output()}`)))
  })
  const [url, internalUrl, databaseUrl] = ready as [string, string, string]
  return {
    url,
    internalUrl,
    databaseUrl,
    said: output,
    end: (signal) => ended(child, signal),
  }
}

async function ended(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
  const gone = once(child, 'exit')
  child.kill(signal)
  const [status] = await gone
  return status
}

/** One role of the server in a process of its own; `url` is where a role that listens can be reached. */
export type RoleProcess = Pick<BestieProcess, 'url' | 'end'>

/** Starts one role as a process of its own on the database that `env` names, as `npm run serve` runs it. */
export async function startRole(role: 'public' | 'internal' | 'worker', env: Record<string, string>): Promise<RoleProcess> {
  const { child, output } = spawnServer(['serve', role], { PUBLIC_PORT: '0', INTERNAL_PORT: '0', ...env })
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const line = /^ready \w+ ?(\S*)$/m.exec(output())
      if (line !== null) resolve(line[1] as string)
    })
    child.once('exit', (status) => reject(new Error(`it ended with status ${status}: ${output()}`)))
  })
  return { url, end: (signal) => ended(child, signal) }
}

/** Runs a command of the server to its end. */
export async function runServer(
  args: string[],
  env: Record<string, string>,
): Promise<{ status: number | null; output: string; stdout: string }> {
  const { child, output, stdout } = spawnServer(args, env)
  const [status] = await once(child, 'close')
  return { status, output: output(), stdout: stdout() }
}

function spawnServer(args: string[], env: Record<string, string>): { child: ChildProcess; output(): string; stdout(): string } {
  const child = spawn(process.execPath, ['--import', 'tsx', 'apps/server/src/main.ts', ...args], {
    cwd: root,
    env: { ...process.env, BESTIE_ROOT: root, LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => (stdout += chunk))
  child.stderr.on('data', (chunk) => (stderr += chunk))
  return { child, output: () => stdout + stderr, stdout: () => stdout }
}
