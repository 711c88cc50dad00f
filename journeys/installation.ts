import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BestieProcess, programs, runServer, startBestie } from '@bestie/dev-world/process'
import { freePort } from '@bestie/server/free-port'

/** Everything in one process, or as a cluster. */
export type Program = 'builtDemo' | 'cluster'

/** A Bestie as its users have it: with its own data folder and addresses, which outlive its processes. */
export interface Installation {
  publicUrl: string
  internalUrl: string
  /** Everything that its processes have printed, for when a journey fails. */
  output(): string
  /** Runs a command of its command line and returns what the command printed. */
  command(...args: string[]): Promise<string>
  /** Kills it, as a power cut would. The database's own processes survive, as they may in reality. */
  kill(): Promise<void>
  /** From now on it answers nothing and refuses nothing, as over a line that carries nothing, until `wake`. */
  freeze(): void
  wake(): void
  /** Starts it again, at the same addresses. */
  start(): Promise<void>
  /** Stops it if it runs, and removes its data. */
  remove(): Promise<void>
}

/**
 * Starts a Bestie with these environment variables added, on an embedded PostgreSQL unless they name another, and waits until it
 * serves.
 */
export async function install(env: Record<string, string> = {}, program: Program = 'builtDemo'): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'bestie-journey-'))
  await chmod(folder, 0o755)
  const ports = { PUBLIC_PORT: String(await freePort()), INTERNAL_PORT: String(await freePort()) }
  const environment = { LOG_LEVEL: 'info', DATA_DIR: folder, ...ports, ...env }
  const begin = () => startBestie(environment, programs[program])

  let bestie: BestieProcess = await begin()
  let before = ''
  const output = () => before + bestie.said()
  const start = async () => {
    const next = await begin()
    before = output()
    bestie = next
  }
  return {
    get publicUrl() {
      return bestie.url
    },
    get internalUrl() {
      return bestie.internalUrl
    },
    output,
    async command(...args) {
      const { status, output, stdout } = await runServer(['bestie', ...args], environment, { built: true })
      if (status !== 0) throw new Error(`${args.join(' ')} ended with status ${status}:\n${output}`)
      return stdout
    },
    start,
    freeze: () => void process.kill(bestie.pid, 'SIGSTOP'),
    wake: () => void process.kill(bestie.pid, 'SIGCONT'),
    async kill() {
      await bestie.end('SIGKILL')
    },
    async remove() {
      if (bestie.isRunning()) process.kill(bestie.pid, 'SIGCONT')
      await bestie.end('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
