import { execFile, spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { access, chown, mkdir, open, readdir, readFile, readlink, rename, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { freePort, isFree } from '../free-port'
import { StartupError } from '../startup-error'
import { findPostgresBinaries } from './postgres-binaries'
import { type PostgresHome, preparePostgresHome } from './postgres-home'
import { isRunning, processStamp, withProcessLock } from './process-lock'

interface Address {
  url: string
  port: number
}

export interface EmbeddedPostgres extends Address {
  /** Where the database's files are: `<dataDir>/postgres`, or the path under /var/tmp that replaces it. */
  dataDir: string
  /** Stops the server, unless another of our processes still uses it. */
  stop(): Promise<void>
}

interface Options {
  dataDir: string
  log: (line: string) => void
  /** Server settings on top of ours, such as `{ fsync: 'off' }` for a throw-away database. */
  settings?: Record<string, string>
  /** Called once the server process has been started, which takes a while to get ready. */
  meanwhile?(): void
}

/** A home with the folder of the binaries to run and the server's password. */
interface Server extends PostgresHome {
  bin: string
  password: string
}

const run = promisify(execFile)

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
 * Starts PostgreSQL on `<dataDir>/postgres`, or takes over the server that a killed process left running
 * there. The server has its own process group: Ctrl-C reaches only us, and we drain before it stops.
 */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  return (await use(options)).database
}

/**
 * The same for a command that needs the database briefly: a server that was running without any of our processes
 * is left running. One that others use stops with the last of them, whoever that is.
 */
export async function findEmbeddedPostgres(dataDir: string, log: (line: string) => void = () => {}): Promise<EmbeddedPostgres> {
  const { database, ranAlone, leave } = await use({ dataDir, log })
  return ranAlone ? { ...database, stop: leave } : database
}

async function use({ dataDir, log, settings, meanwhile }: Options) {
  const home = await preparePostgresHome(dataDir, log)
  const lock = join(home.folder, 'lock')
  const user = join(home.folder, 'users', randomUUID())

  return withProcessLock(lock, async () => {
    const server = { ...home, bin: await findPostgresBinaries(home), password: await passwordOf(home) }
    const running = await runningServer(server)
    if (running === undefined) await initialise(server, log)
    const { port, url } = running ?? (await boot(server, { ...ourSettings, ...settings }, meanwhile))

    await mkdir(join(home.folder, 'users'), { recursive: true })
    const ranAlone = running !== undefined && !(await hasUsers(server))
    await writeFile(user, processStamp() ?? '')

    const leave = () => rm(user, { force: true })
    const stop = () =>
      withProcessLock(lock, async () => {
        await leave()
        if (await hasUsers(server)) return
        await as(server, 'pg_ctl', ['stop', '-D', server.cluster, '-m', 'fast', '-w', '-t', '60']).catch(async (error) => {
          if ((await runningPort(server)) !== undefined) throw error
        })
      })
    const database: EmbeddedPostgres = { url, port, dataDir: home.folder, stop }
    return { database, ranAlone, leave }
  })
}

/** Written before the cluster is made, and read by initdb; only its owner may read it. */
async function passwordOf({ folder, user }: PostgresHome): Promise<string> {
  const path = join(folder, 'password')
  const kept = await readFile(path, 'utf8').catch(() => undefined)
  if (kept) return kept.trim()
  const password = randomBytes(18).toString('base64url')
  await writeFile(path, password, { mode: 0o600 })
  if (user) await chown(path, user.uid, user.gid)
  return password
}

async function initialise(server: Server, log: (line: string) => void): Promise<void> {
  if (await exists(join(server.cluster, 'PG_VERSION'))) return
  log(`Making a database in ${server.folder} …`)
  // Renamed only when complete: a killed initdb leaves nothing that looks like a cluster.
  const unfinished = `${server.cluster}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  // Iterations protect passwords that people choose; ours is 18 random bytes, and they would cost each connection 2 ms.
  const access = [
    '--username=bestie',
    `--pwfile=${join(server.folder, 'password')}`,
    '--auth=scram-sha-256',
    '--set=scram_iterations=1',
  ]
  const make = async () => {
    await as(server, 'initdb', [`--pgdata=${unfinished}`, '--no-instructions', ...locale, ...access])
    const alone = as(server, 'postgres', ['--single', '-D', unfinished, '-c', 'exit_on_error=on', 'postgres'])
    // If it exits before reading its input, its exit tells why.
    alone.child.stdin?.on('error', () => {}).end('CREATE DATABASE bestie\n')
    await alone
  }
  await make().catch((error) => {
    throw new StartupError(`PostgreSQL could not make a database in ${server.folder}: ${reason(error.stderr ?? error.message)}`)
  })
  await rename(unfinished, server.cluster)
}

/**
 * Starts the server on its last port, or on a free one if that is taken. Not by `pg_ctl`,
 * which first runs the server to ask for its version, and starts a shell for each run.
 */
async function boot(home: Server, settings: Record<string, string>, meanwhile?: () => void): Promise<Address> {
  const { bin, cluster, folder, user } = home
  const memory = join(folder, 'port')
  const last = Number(await readFile(memory, 'utf8').catch(() => ''))
  const port = last && (await isFree(last)) ? last : await freePort()
  const options = Object.entries({ ...settings, port: String(port) }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
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
async function saysReady({ cluster }: Server, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    if ((await linesOf(join(cluster, 'postmaster.pid')))[7]?.trim() === 'ready') return
    await sleep(5)
  }
}

/** The server running on this cluster; undefined if there is none, or if it has stopped meanwhile. */
async function runningServer(server: Server): Promise<Address | undefined> {
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

const addressOf = ({ password }: Server, port: number): Address => ({
  port,
  url: `postgres://bestie:${password}@127.0.0.1:${port}/bestie`,
})

/** The port of the server running on this cluster, once it is ready; undefined if there is none. */
async function runningPort({ cluster }: PostgresHome): Promise<number | undefined> {
  const pidFile = join(cluster, 'postmaster.pid')
  for (const patience = Date.now() + 120_000; Date.now() < patience; await sleep(50)) {
    const lines = await linesOf(pidFile)
    const pid = Number(lines[0])
    if (!pid) return undefined
    const workers = await processesIn(cluster, pid)
    if (workers.length === 0) {
      // A leftover file, which PostgreSQL would believe if another program, or a zombie, now has that pid.
      await rm(pidFile, { force: true })
      return undefined
    }
    // Its own word is not enough: a server being killed, whose last processes are about to end, also says that it is ready.
    if (workers.includes(pid) && lines[7]?.trim() === 'ready' && (await answers(Number(lines[3])))) return Number(lines[3])
  }
  throw new StartupError(`The PostgreSQL running on ${cluster} does not get ready; see the log beside it.`)
}

/** The server's live processes: on Linux all that work in its data folder, elsewhere only the first. */
async function processesIn(cluster: string, postmaster: number): Promise<number[]> {
  if (process.platform !== 'linux') {
    const { stdout } = await run('ps', ['-p', String(postmaster), '-o', 'command=']).catch(() => ({ stdout: '' }))
    return stdout.includes(cluster) ? [postmaster] : []
  }
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => undefined)))
  return pids.filter((_, index) => folders[index] === cluster).map(Number)
}

/** Every process that uses the server leaves its stamp; this removes the stamps of killed ones. */
async function hasUsers({ folder }: PostgresHome): Promise<boolean> {
  const names = await readdir(join(folder, 'users'))
  const alive = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, 'users', name)
      if (isRunning(await readFile(path, 'utf8').catch(() => ''))) return true
      await rm(path, { force: true })
      return false
    }),
  )
  return alive.includes(true)
}

function as(server: Server, program: string, args: string[]) {
  return run(join(server.bin, program), args, placeOf(server))
}

/** Runs PostgreSQL's programs as the permitted user, in a folder that this user can enter, with messages in English. */
const placeOf = ({ folder, user }: Server) => ({ ...user, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C' } })

/** The one line of PostgreSQL's output that says what is wrong. */
function reason(output: string): string {
  const lines = output.trim().split('\n')
  const telling = lines.find((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? ''
  return telling.replace(/^.*?(FATAL|PANIC|error):\s*/, '')
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

async function linesOf(path: string): Promise<string[]> {
  return (await readFile(path, 'utf8').catch(() => '')).split('\n')
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
