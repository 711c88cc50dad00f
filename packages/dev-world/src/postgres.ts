import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '@bestie/server/db/embedded-postgres'

/** A PostgreSQL of one's own, whose files go with it. */
export interface TestPostgres {
  url: string
  /** What the server itself wrote, for those who set `log_statement`. */
  log(): Promise<string>
  /** Ends it as a crash would, and brings it back on the same port. */
  crash(): Promise<void>
  stop(): Promise<void>
}

/** Starts it in a folder of its own; `settings` are the server's, such as `{ fsync: 'off' }`. */
export async function startPostgres(settings: Record<string, string>): Promise<TestPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bestie-postgres-'))
  // As root, PostgreSQL runs as another user, who has to get there.
  await chmod(dataDir, 0o755)
  const start = () => startEmbeddedPostgres({ dataDir, log: () => {}, settings })
  const postgres = await start()
  return {
    url: postgres.url,
    log: () => readFile(join(postgres.dataDir, 'log'), 'utf8'),
    async crash() {
      const [pid] = (await readFile(join(postgres.dataDir, 'cluster', 'postmaster.pid'), 'utf8')).split('\n')
      process.kill(Number(pid), 'SIGQUIT')
      await start()
    },
    async stop() {
      await postgres.stop()
      await rm(postgres.dataDir, { recursive: true, force: true })
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
