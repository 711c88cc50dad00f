import { migrate } from './db/migrate'
import { demoPassword, demoPeople, seedDemoWorld } from './demo-world'
import type { Env } from './env'
import { openLog } from './observe/log'
import { openCtx } from './open-ctx'
import { serveInternal } from './serve-internal'
import { servePublic } from './serve-public'
import { stopOnSignal } from './stopping'
import { work } from './work'

/**
 * Serves all three roles from this process, on the database at `url`, after
 * migrating it. Prints `ready` with the addresses; calls `closed` last.
 */
export async function serveDemo(env: Env, url: string, closed: () => Promise<void>): Promise<void> {
  const { ctx, close } = await openCtx(env, url, openLog(env.logLevel), { prepare: () => migrate(url) })
  const isDemo = await seedDemoWorld(ctx.db)
  const starts = [work(ctx), servePublic(ctx, { demo: isDemo }), serveInternal(ctx, { demo: isDemo, host: '127.0.0.1' })] as const
  const [worker, publicRole, internalRole] = await Promise.all(starts).catch(async (error) => {
    // The other roles release what they hold, so that the reason is the only output.
    await Promise.allSettled(starts.map(async (role) => (await role).stop()))
    await close()
    throw error
  })
  stopOnSignal(async () => {
    await Promise.all([publicRole.stop(), internalRole.stop(), worker.stop()])
    await close()
    await closed()
  })
  announce(publicRole.url, internalRole.url, url, isDemo)
}

function announce(publicUrl: string, internalUrl: string, databaseUrl: string, isDemo: boolean): void {
  console.log('')
  console.log(`  customer app    ${publicUrl}/`)
  console.log(`  mitra app       ${publicUrl}/mitra/`)
  console.log(`  control center  ${internalUrl}/`)
  console.log(`  internal API    ${internalUrl}/openapi.json`)
  console.log(`  outbox          ${internalUrl}/dev/outbox   (codes that would have been sent)`)
  console.log(`  database        ${databaseUrl}`)
  if (isDemo) {
    console.log('')
    for (const { name, role, destination } of demoPeople) console.log(`  ${role.padEnd(15)} ${destination.padEnd(26)} ${name}`)
    console.log(`  Sign in with one click, or by the code in the outbox; operators with the password ${demoPassword}`)
  }
  console.log('')
  console.log(`ready ${publicUrl} ${internalUrl} ${databaseUrl}`)
}
