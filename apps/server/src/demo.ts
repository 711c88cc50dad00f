import { startEmbeddedPostgres } from './db/embedded/embedded-postgres'
import { reachDatabase } from './db/reach-database'
import type { Env } from './env'

/**
 * The demo: one process in all three roles, on an embedded PostgreSQL unless `DATABASE_URL` names another. Prints `ready`
 * with the addresses once it serves. On SIGTERM it answers the requests under way and closes the sockets; that ends no chat.
 */
export async function demo(env: Env): Promise<void> {
  const load = () => import('./serve-demo')
  if (env.databaseUrl !== undefined) {
    await reachDatabase(env.databaseUrl)
    return (await load()).serveDemo(env, env.databaseUrl, async () => {})
  }
  // The rest of the code loads while the database starts.
  const database = await startEmbeddedPostgres({ dataDir: env.dataDir, log: console.log, meanwhile: () => void load() })
  try {
    const { serveDemo } = await load()
    await serveDemo(env, database.url, database.stop)
  } catch (error) {
    await database.stop()
    throw error
  }
}
