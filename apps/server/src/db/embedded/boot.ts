import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort, isFree } from '../../free-port'
import { StartupError } from '../../startup-error'
import { type Address, addressOf, pidFileOf, placeOf, reason, type Server } from './server'

const ourSettings = {
  listen_addresses: '127.0.0.1',
  // A socket's path must be short; a deep data folder's is not.
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  max_wal_size: '512MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
}

/**
 * Starts the server on its last port, or on a free one if that is taken. Not by `pg_ctl`,
 * which first runs the server to ask for its version, and starts a shell for each run.
 */
export async function boot(home: Server, settings: Record<string, string> = {}, meanwhile?: () => void): Promise<Address> {
  const { bin, cluster, folder, user } = home
  const memory = join(folder, 'port')
  const last = Number(await readFile(memory, 'utf8').catch(() => ''))
  const port = last && (await isFree(last)) ? last : await freePort()
  const options = Object.entries({ ...ourSettings, ...settings, port: String(port) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ])
  const logFile = join(folder, 'log')

  const log = await open(logFile, 'w', 0o600)
  if (user) await log.chown(user.uid, user.gid)
  const server = spawn(join(bin, 'postgres'), ['-D', cluster, ...options], {
    ...placeOf(home),
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  server.unref()
  const ended = once(server, 'exit').then(async () => {
    throw new Error(await readFile(logFile, 'utf8'))
  })
  await log.close()
  meanwhile?.()
  const over = new AbortController()
  await Promise.race([ended, saysReady(home, over.signal)])
    .catch(({ message }) => {
      throw new StartupError(`PostgreSQL did not start on ${folder}: ${reason(message)}`)
    })
    .finally(() => over.abort())
  await writeFile(memory, String(port))
  return addressOf(home, port)
}

/** Waits until the server itself says that it is ready, or until `over`. */
async function saysReady(server: Server, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    if ((await pidFileOf(server)).isReady) return
    await sleep(5)
  }
}
