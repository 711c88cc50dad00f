import { execFile } from 'node:child_process'
import { readdir, readlink, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { StartupError } from '../../startup-error'
import type { PostgresHome } from './home'
import { type Address, addressOf, pidFileOf, type Server } from './server'

/** The server running on this cluster; undefined if there is none, or if it has stopped meanwhile. */
export async function runningServer(server: Server): Promise<Address | undefined> {
  const port = await runningPort(server)
  if (port === undefined) return undefined
  const address = addressOf(server, port)
  try {
    // The server is ours if it accepts our password.
    const client = new pg.Client({ connectionString: address.url })
    await client.connect()
    await client.end()
    return address
  } catch (error) {
    // A server that is being killed still says it is ready, and accepts a last connection.
    if ((await runningPort(server)) === undefined) return undefined
    const { message } = error as Error
    throw new StartupError(`The PostgreSQL on port ${port} refuses us (${message}); remove ${server.folder} to start anew.`)
  }
}

/** The port of the server running on this cluster, once it is ready; undefined if there is none. */
export async function runningPort(home: PostgresHome): Promise<number | undefined> {
  const { cluster } = home
  for (const patience = Date.now() + 120_000; Date.now() < patience; await sleep(50)) {
    const { pid, port, isReady } = await pidFileOf(home)
    if (!pid) return undefined
    const workers = await processesIn(cluster, pid)
    if (workers.length === 0) {
      // The file is a leftover. PostgreSQL would believe it if another program, or a zombie, now has that pid.
      await rm(join(cluster, 'postmaster.pid'), { force: true })
      return undefined
    }
    // Its own word is not enough: a server being killed, whose last processes are about to end, also says that it is ready.
    if (workers.includes(pid) && isReady && (await answers(port))) return port
  }
  throw new StartupError(`The PostgreSQL running on ${cluster} does not get ready; see the log beside it.`)
}

/** The server's live processes: on Linux all that work in its data folder, elsewhere only the first. */
async function processesIn(cluster: string, postmaster: number): Promise<number[]> {
  if (process.platform !== 'linux') {
    const { stdout } = await promisify(execFile)('ps', ['-p', String(postmaster), '-o', 'command=']).catch(() => ({ stdout: '' }))
    return stdout.includes(cluster) ? [postmaster] : []
  }
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => undefined)))
  return pids.filter((_, index) => folders[index] === cluster).map(Number)
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(port, '127.0.0.1')
    probe.once('error', () => resolve(false))
    probe.once('connect', () => {
      probe.end()
      resolve(true)
    })
  })
}
