import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findPostgresBinaries } from './binaries'
import { boot } from './boot'
import { type PostgresHome, preparePostgresHome } from './home'
import { makeCluster, passwordOf } from './make-cluster'
import { isRunning, processStamp, withProcessLock } from './process-lock'
import { runningPort, runningServer } from './running'
import { type Address, runProgram } from './server'

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

/**
 * Starts PostgreSQL on `<dataDir>/postgres`, or takes over the server that a killed process left running
 * there. The server has its own process group: Ctrl-C reaches only us, and we drain before it stops.
 */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  return (await use(options)).database
}

/**
 * The same for a command that needs the database briefly: a server that was running without any of our processes
 * is left running. A server that others use stops with the last of them, whoever that is.
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
    if (running === undefined) await makeCluster(server, log)
    const { port, url } = running ?? (await boot(server, settings, meanwhile))

    await mkdir(join(home.folder, 'users'), { recursive: true })
    const ranAlone = running !== undefined && !(await hasUsers(server))
    await writeFile(user, processStamp() ?? '')

    const leave = () => rm(user, { force: true })
    const stop = () =>
      withProcessLock(lock, async () => {
        await leave()
        if (await hasUsers(server)) return
        await runProgram(server, 'pg_ctl', ['stop', '-D', server.cluster, '-m', 'fast', '-w', '-t', '60']).catch(
          async (error) => {
            if ((await runningPort(server)) !== undefined) throw error
          },
        )
      })
    const database: EmbeddedPostgres = { url, port, dataDir: home.folder, stop }
    return { database, ranAlone, leave }
  })
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
