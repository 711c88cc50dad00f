import { chmod, mkdtemp, readFile, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '@bestie/server/db/embedded/embedded-postgres'

/** A PostgreSQL of the caller's own, whose files are deleted with it. */
export interface TestPostgres {
  url: string
  /** PostgreSQL's own log, for callers who set `log_statement`. */
  log(): Promise<string>
  /** Kills PostgreSQL as a crash would, and restarts it on the same port. */
  crash(): Promise<void>
  stop(): Promise<void>
}

/** Starts PostgreSQL in a new folder; `settings` are PostgreSQL's own. With `{ fsync: 'off' }` its files may lie in memory. */
export async function startPostgres(settings: Record<string, string>): Promise<TestPostgres> {
  const parent = settings.fsync === 'off' ? await memoryOr(tmpdir()) : tmpdir()
  const dataDir = await mkdtemp(join(parent, 'bestie-postgres-'))
  // When this process is root, PostgreSQL runs as another user, who must be able to reach the folder.
  await chmod(dataDir, 0o755)
  const start = () => startEmbeddedPostgres({ dataDir, log: () => {}, settings })
  let postgres = await start()
  return {
    url: postgres.url,
    log: () => readFile(join(postgres.dataDir, 'log'), 'utf8'),
    async crash() {
      const [pid] = (await readFile(join(postgres.dataDir, 'cluster', 'postmaster.pid'), 'utf8')).split('\n')
      process.kill(Number(pid), 'SIGQUIT')
      const crashed = postgres
      postgres = await start()
      // A server stops only once nobody uses it any more.
      await crashed.stop()
    },
    async stop() {
      await postgres.stop()
      await rm(postgres.dataDir, { recursive: true, force: true })
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Free memory, in bytes, that a run's databases may take: those of most tests take less than one GiB, a long history several. */
const roomForDatabases = 8 * 2 ** 30

/**
 * Linux's file system in memory where it has room, else `folder`. On ext4 every new file first passes over all that were deleted in
 * the last half minute, and each test makes and drops a database of hundreds of files: that cost more than all else in PostgreSQL.
 */
async function memoryOr(folder: string): Promise<string> {
  const memory = '/dev/shm'
  const { bavail, bsize } = await statfs(memory).catch(() => ({ bavail: 0, bsize: 0 }))
  return bavail * bsize > roomForDatabases ? memory : folder
}
