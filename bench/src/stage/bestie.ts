import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { scripts } from '../../../package.json' with { type: 'json' }

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** The product in a process of its own, in all its roles. */
export interface Bestie {
  url: string
  pid: number
  databaseUrl: string
  stop(): Promise<void>
}

/** What `npm start` runs, without npm: Node's options and the script. */
const [, ...start] = scripts.start.replace('exec ', '').split(' ')

/** Starts the product as `npm start` does, on free ports and, unless `env` says otherwise, on the database at `databaseUrl`. */
export async function startBestie(
  databaseUrl: string,
  env: Record<string, string> = {},
  nodeOptions: string[] = [],
): Promise<Bestie> {
  const child = spawn(process.execPath, [...nodeOptions, ...start], {
    cwd: root,
    env: { ...process.env, PUBLIC_PORT: '0', INTERNAL_PORT: '0', DATABASE_URL: databaseUrl, LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  const [url, database] = await new Promise<[string, string]>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      said += chunk
      const found = /^ready (\S+) \S+ (\S+)$/m.exec(said)
      if (found) resolve([found[1] as string, found[2] as string])
    })
    child.once('exit', (status) => reject(new Error(`Bestie ended with status ${status}: ${said}`)))
  })
  return {
    url,
    pid: child.pid as number,
    databaseUrl: database,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}
