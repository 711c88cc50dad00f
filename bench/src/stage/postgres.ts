import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '@bestie/server/free-port'
import pg from 'pg'
import { debianUser } from './debian-user'

const run = promisify(execFile)
const bin = '/usr/lib/postgresql/15/bin'

/** Debian's PostgreSQL 15 in a folder of its own. It commits as in real use: to disk, before it says so. */
export interface Postgres {
  port: number
  pid: number
  urlOf(database: string): string
  create(database: string): Promise<string>
  /** How many bytes of WAL have been written so far. */
  wal(): Promise<number>
  stop(): Promise<void>
}

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'on',
  synchronous_commit: 'on',
  max_connections: '300',
  shared_buffers: '512MB',
  // No checkpoint may fall into one side's turn only because the other side filled the WAL.
  max_wal_size: '8GB',
  min_wal_size: '1GB',
  checkpoint_timeout: '30min',
  timezone: 'UTC',
}

/** Starts PostgreSQL on a free loopback port. Its files are under /var/tmp, on a disk, and are deleted with it. */
export async function startPostgres(): Promise<Postgres> {
  const folder = await mkdtemp('/var/tmp/bestie-bench-')
  const user = await debianUser('postgres')
  if (user !== undefined) await chown(folder, user.uid, user.gid)
  await run(
    `${bin}/initdb`,
    ['--pgdata', join(folder, 'data'), '--username=bench', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8'],
    user,
  )
  const port = await freePort()
  const options = Object.entries({ ...settings, port: String(port) }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(`${bin}/postgres`, ['-D', join(folder, 'data'), ...options], {
    ...user,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    server.stderr.on('data', (chunk) => {
      said = (said + chunk).slice(-20_000)
      if (said.includes('ready to accept connections')) resolve()
    })
    server.once('exit', (status) => reject(new Error(`PostgreSQL ended with status ${status}: ${said}`)))
  })
  await fillWal(`postgres://bench@127.0.0.1:${port}/postgres`)
  const urlOf = (database: string) => `postgres://bench@127.0.0.1:${port}/${database}`
  return {
    port,
    pid: server.pid as number,
    urlOf,
    async create(database) {
      await ask(urlOf('postgres'), `create database ${database}`)
      return urlOf(database)
    },
    async wal() {
      const [row] = await ask(urlOf('postgres'), "select pg_current_wal_lsn() - '0/0' as bytes")
      return Number((row as { bytes: string }).bytes)
    },
    async stop() {
      const gone = once(server, 'exit')
      server.kill('SIGINT')
      await gone
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * A server in use writes its WAL into recycled files. A new server must make each file while everybody's commit waits, for 50 ms
 * or so, which would hit the side that writes more. So a gigabyte of files is made first, and a checkpoint frees them for reuse.
 */
async function fillWal(url: string): Promise<void> {
  for (let segment = 0; segment < 64; segment += 1) {
    await ask(url, "select pg_logical_emit_message(false, 'bench', 'fill')")
    await ask(url, 'select pg_switch_wal()')
  }
  await ask(url, 'checkpoint')
}

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}
