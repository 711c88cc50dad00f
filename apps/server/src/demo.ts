import { startEmbeddedPostgres } from './db/embedded-postgres'
import { migrate } from './db/migrate'
import { reachDatabase } from './db/reach-database'
import { demoPassword, demoPeople, seedDemoWorld, seedPrices } from './demo-world'
import type { Env } from './env'
import { openLog } from './observe/log'
import { openCtx } from './open-ctx'
import { serveInternal } from './serve-internal'
import { servePublic } from './serve-public'
import { stopOnSignal } from './stopping'
import { work } from './work'

const say = (line: string): void => console.log(line)

/**
 * The demo: one process in all three roles, on an embedded PostgreSQL unless `DATABASE_URL` names another. Says `ready` with the
 * addresses when it serves, and stops on SIGTERM: requests under way are answered, sockets closed, no chat ends by it.
 */
export async function demo(env: Env): Promise<void> {
  const log = openLog()
  const embedded = env.databaseUrl === undefined ? await startEmbeddedPostgres({ dataDir: env.dataDir, log: say }) : undefined
  const url = embedded?.url ?? (env.databaseUrl as string)
  try {
    await reachDatabase(url)
    await migrate(url)
    const { ctx, close } = await openCtx(env, url, log)
    await seedPrices(ctx.db)
    const isDemo = await seedDemoWorld(ctx.db)
    const publicRole = await servePublic(ctx, { demo: isDemo })
    const internalRole = await serveInternal(ctx, { demo: isDemo, host: '127.0.0.1' })
    const worker = await work(ctx)
    stopOnSignal(async () => {
      await Promise.all([publicRole.stop(), internalRole.stop(), worker.stop()])
      await close()
      await embedded?.stop()
    })
    announce(publicRole.url, internalRole.url, url, isDemo)
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}

function announce(publicUrl: string, internalUrl: string, databaseUrl: string, isDemo: boolean): void {
  say('')
  say(`  customer app    ${publicUrl}/`)
  say(`  mitra app       ${publicUrl}/mitra/`)
  say(`  control center  ${internalUrl}/`)
  say(`  internal API    ${internalUrl}/openapi.json`)
  say(`  outbox          ${internalUrl}/dev/outbox   (codes that would have been sent)`)
  say(`  database        ${databaseUrl}`)
  if (isDemo) {
    say('')
    for (const { name, role, destination } of demoPeople) say(`  ${role.padEnd(15)} ${destination.padEnd(26)} ${name}`)
    say(`  Sign in with one click, or by the code in the outbox; operators with the password ${demoPassword}`)
  }
  say('')
  say(`ready ${publicUrl} ${internalUrl} ${databaseUrl}`)
}
