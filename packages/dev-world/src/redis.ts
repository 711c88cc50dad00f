import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { freePort } from '@bestie/server/free-port'

/** A Redis server of the caller's own. */
export interface TestRedis {
  url: string
  /** Stops answering, without breaking a connection, until `resume`. */
  pause(): void
  resume(): void
  /** Deletes all that it holds. */
  flush(): Promise<void>
  /** Ends it; all that it held is lost. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/** A Redis server of the caller's own on a free loopback port, with nothing on disk; `port` brings one back after a stop. */
export async function startRedis(port?: number): Promise<TestRedis> {
  const chosen = port ?? (await freePort())
  const folder = await mkdtemp(join(tmpdir(), 'bestie-redis-'))
  const settings = ['--port', String(chosen), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
  const server = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: server.stdout }).on('line', (line) => line.includes('Ready to accept connections') && resolve())
    server.once('error', reject)
    server.once('exit', (status) => reject(new Error(`redis-server ended with status ${status} before it was ready.`)))
  })
  await ready
  return {
    url: `redis://127.0.0.1:${chosen}`,
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    async flush() {
      await promisify(execFile)('redis-cli', ['-p', String(chosen), 'flushall'])
    },
    async stop(signal = 'SIGTERM') {
      server.kill('SIGCONT')
      if (server.exitCode === null && server.signalCode === null) {
        server.kill(signal)
        await once(server, 'exit')
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}
