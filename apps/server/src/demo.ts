import { startEmbeddedPostgres } from './db/embedded-postgres'
import type { Env } from './env'

/**
 * The demo: one process in all three roles, on an embedded PostgreSQL unless `DATABASE_URL` names another. Says `ready` with the
 * addresses when it serves, and stops on SIGTERM: requests under way are answered, sockets closed, no chat ends by it.
 */
export async function demo(env: Env): Promise<void> {
  const load = () => import('./serve-demo')
  const database =
    env.databaseUrl === undefined
      ? // The rest is loaded while it starts.
        await startEmbeddedPostgres({ dataDir: env.dataDir, log: console.log, meanwhile: () => void load() })
      : undefined
  try {
    const { serveDemo } = await load()
    await serveDemo(env, database?.url ?? (env.databaseUrl as string), async () => await database?.stop())
  } catch (error) {
    await database?.stop()
    throw error
  }
}
