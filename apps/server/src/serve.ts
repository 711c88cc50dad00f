import { reachDatabase } from './db/reach-database'
import type { Env } from './env'
import { openLog } from './observe/log'
import { openCtx } from './open-ctx'
import { serveInternal } from './serve-internal'
import { serveMetrics } from './serve-metrics'
import { servePublic } from './serve-public'
import { StartupError } from './startup-error'
import { stopOnSignal } from './stopping'
import { work } from './work'

/** One role for production: no embedded database, no demo world, no migration (`npm run bestie -- migrate` does that). */
export async function serve(env: Env, role: string | undefined): Promise<void> {
  if (role !== 'public' && role !== 'internal' && role !== 'worker') {
    throw new StartupError('Say which role to serve: public, internal or worker.')
  }
  if (env.databaseUrl === undefined) throw new StartupError('DATABASE_URL must name the PostgreSQL to serve from.')
  await reachDatabase(env.databaseUrl)
  const { ctx, close } = await openCtx(env, env.databaseUrl, openLog(env.logLevel))
  const serving =
    role === 'public'
      ? await servePublic(ctx, { demo: false })
      : role === 'internal'
        ? await serveInternal(ctx, { demo: false, host: env.host })
        : { ...(await work(ctx)), url: '' }
  const metrics = role === 'internal' || env.metricsPort === undefined ? undefined : await serveMetrics(ctx, env.metricsPort)
  stopOnSignal(async () => {
    await serving.stop()
    await metrics?.stop()
    await close()
  })
  console.log(`ready ${role} ${serving.url}`.trim())
}
