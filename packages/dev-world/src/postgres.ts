import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
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

/** Starts PostgreSQL in a new folder; `settings` are PostgreSQL's own, such as `{ fsync: 'off' }`. */
export async function startPostgres(settings: Record<string, string>): Promise<TestPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bestie-postgres-'))
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
