import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { freePort } from '@bestie/server/free-port'

const root = dirname(import.meta.dirname)
const main = join(root, 'apps/server/dist/main.js')
/** The program to start: everything in one process, or a process for each role, three of them public, behind nginx. */
const programs = {
  demo: [main, 'demo'],
  cluster: ['--import', 'tsx', join(root, 'packages/dev-world/src/cluster/main.ts')],
}
export type Program = keyof typeof programs
/** The variable that names the data folder to copy at the start, if any. */
export const template = 'BESTIE_TEMPLATE'
const run = promisify(execFile)

/** A whole Bestie as its users run it: in a process of its own, with its own data folder and ports. */
export interface BestieProcess {
  /** The data folder. */
  folder: string
  publicUrl: string
  internalUrl: string
  databaseUrl: string
  /** Everything that it has printed, for when a journey fails. */
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
  /** Stops it as an operator would, and checks that it exited cleanly. */
  stop(): Promise<void>
  /** Stops it if it runs, and removes its data. */
  remove(): Promise<void>
}

/** Starts a Bestie with these environment variables added, and waits until it serves. */
export async function startBestie(env: Record<string, string> = {}, program: Program = 'demo'): Promise<BestieProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'bestie-journey-'))
  await chmod(folder, 0o755)
  const { [template]: begun } = process.env
  // With the system's own `cp`: the copies must belong to the database's user too.
  if (begun !== undefined) await run('cp', ['-a', `${begun}/.`, folder])
  const spoken: string[] = []
  let child: ChildProcess
  let address = { publicUrl: '', internalUrl: '', databaseUrl: '' }
  const ports = { PUBLIC_PORT: String(await freePort()), INTERNAL_PORT: String(await freePort()) }
  const environment = { ...process.env, BESTIE_ROOT: root, DATA_DIR: folder, ...ports, ...env }

  const start = async () => {
    const started = spawn(process.execPath, programs[program], { cwd: root, env: environment })
    child = started
    const lines = [createInterface({ input: started.stdout }), createInterface({ input: started.stderr })]
    address = await new Promise((resolve, reject) => {
      for (const stream of lines) {
        stream.on('line', (line) => {
          spoken.push(line)
          const [, publicUrl, internalUrl, databaseUrl] = /^ready (\S+) (\S+) (\S+)$/.exec(line) ?? []
          if (publicUrl && internalUrl && databaseUrl) resolve({ publicUrl, internalUrl, databaseUrl })
        })
      }
      started.once('exit', (status) => reject(new Error(`Bestie ended with status ${status}:\n${spoken.join('\n')}`)))
    })
  }
  const isRunning = () => child.exitCode === null && child.signalCode === null
  const end = async (signal: NodeJS.Signals) => {
    if (!isRunning()) return
    child.kill(signal)
    await once(child, 'exit')
  }

  await start()
  return {
    folder,
    get publicUrl() {
      return address.publicUrl
    },
    get internalUrl() {
      return address.internalUrl
    },
    get databaseUrl() {
      return address.databaseUrl
    },
    output: () => spoken.join('\n'),
    async command(...args) {
      const env = { ...environment, DATABASE_URL: address.databaseUrl }
      const { stdout } = await run(process.execPath, [main, 'bestie', ...args], { cwd: root, env })
      return stdout
    },
    start,
    freeze: () => void child.kill('SIGSTOP'),
    wake: () => void child.kill('SIGCONT'),
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGTERM')
      if (child.exitCode !== 0) throw new Error(`Bestie ended with ${child.exitCode ?? child.signalCode}:\n${spoken.join('\n')}`)
    },
    async remove() {
      child.kill('SIGCONT')
      // A killed Bestie leaves its database running; one last start allows it to be stopped properly.
      if (!isRunning()) await start().catch(() => undefined)
      await end('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
