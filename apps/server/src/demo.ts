import { startEmbeddedPostgres } from './db/embedded-postgres'
import { reachDatabase } from './db/reach-database'
import type { Env } from './env'

/**
 * The demo: one process in all three roles, on an embedded PostgreSQL unless `DATABASE_URL` names another. Says `ready` with the
 * addresses when it serves, and stops on SIGTERM: requests under way are answered, sockets closed, no chat ends by it.
 */
export async function demo(env: Env): Promise<void> {
  const load = () => import('./serve-demo')
  if (env.databaseUrl !== undefined) {
    await reachDatabase(env.databaseUrl)
    return (await load()).serveDemo(env, env.databaseUrl, async () => {})
  }
  // The rest is loaded while it starts.
  const database = await startEmbeddedPostgres({ dataDir: env.dataDir, log: console.log, meanwhile: () => void load() })
  try {
    const { serveDemo } = await load()
    await serveDemo(env, database.url, database.stop)
  } catch (error) {
    await database.stop()
    throw error
  }
}
