import type { Logger } from 'pino'
import { outboxSender } from './auth/code-sender'
import { openTokens } from './auth/tokens'
import { openBus } from './bus/bus'
import { configInvalidations } from './bus/config-invalidations'
import { databaseTransport } from './bus/database-transport'
import { meetOtherProcesses } from './bus/other-processes'
import { valkeyTransport } from './bus/valkey-transport'
import type { Ctx } from './ctx'
import { openDatabase, openPool } from './db/client'
import { openDatabaseClock } from './db/database-clock'
import { listenToDatabase } from './db/notifications'
import type { Env } from './env'
import { mockGateway } from './gateway/mock-gateway'
import { withDeadline } from './gateway/with-deadline'
import { isAllowedOrigin } from './http/browsers'
import { openRateLimits } from './limits/rate-limits'
import { loadPushKeys } from './notify/push-keys'
import { webPushProvider } from './notify/push-provider'
import { openMetrics } from './observe/metrics'
import { openTracing } from './observe/tracing'
import { openAvailability } from './presence/availability'
import { connectedHere } from './presence/connected'
import { connectedAnywhere } from './presence/connected-anywhere'
import { sharedAvailability } from './presence/shared-availability'
import { openRealtime } from './realtime/realtime'
import { openChatKeys } from './sealing/chat-keys'
import { openMasterKeys } from './sealing/master-keys'
import { openSealedBatches } from './sealing/sealed-batches'
import { loadSettings } from './settings'

/** Most connections of a process: for sixteen jobs that wait for a row, for the three runners that listen, and for the rest. */
const mostConnections = 22
/** How long the payment gateway may take to answer, in ms. */
const gatewayPatience = 10_000
/** How long a push service may take over one push, in ms. */
const pushPatience = 10_000

/**
 * Opens everything a process needs on the database at `url`. `prepare` finishes before anything is read, while
 * connections open. `close` releases everything.
 */
export async function openCtx(
  env: Env,
  url: string,
  log: Logger,
  { prepare }: { prepare?: () => Promise<void> } = {},
): Promise<{ ctx: Ctx; close(): Promise<void> }> {
  const tracing = await openTracing(env.tracesTo)
  const pool = openPool(url, log, { max: mostConnections, tracing })
  const db = openDatabase(pool)
  const [clock, notifications] = await Promise.all([openDatabaseClock(db, log), listenToDatabase(url, log), prepare?.()])
  // Without a `VALKEY_URL`, do not load its client either.
  const valkey = env.valkeyUrl === undefined ? undefined : (await import('./bus/valkey')).openValkey(env.valkeyUrl, log)
  const inDatabase = databaseTransport(pool, notifications)
  const metrics = openMetrics()
  metrics.gauge('bestie_pool_connections', 'Connections to the database.', () => ({
    open: pool.totalCount,
    idle: pool.idleCount,
    wanted: pool.waitingCount,
  }))
  // One after the other on the open connection: opening more takes PostgreSQL ten times as long.
  const settings = await loadSettings(db, notifications, valkey && configInvalidations(valkey, log), log)
  const masterKeys = await openMasterKeys(env, db, notifications)
  const viaValkey = valkey && valkeyTransport(valkey, openSealedBatches(masterKeys), log)
  // Over Valkey a word costs little; over the database a commit, so it is said only if there is somebody to hear it.
  const others = valkey ? { exist: true, areGone: async () => false } : await meetOtherProcesses(db, notifications)
  const bus = openBus(viaValkey ? [viaValkey, inDatabase] : [inDatabase], { others, log, metrics })
  const pushKeys = await loadPushKeys(db)
  const corsOrigin = (origin: string | undefined) => origin === undefined || isAllowedOrigin({ env }, origin)
  const chatKeys = openChatKeys(db, masterKeys, notifications)
  const realtime = openRealtime({ db, chatKeys, bus, log, metrics, corsOrigin })
  const connected = valkey ? connectedAnywhere(valkey, log) : connectedHere(others)
  const ctx: Ctx = {
    env,
    log,
    metrics,
    tracing,
    pool,
    db,
    masterKeys,
    chatKeys,
    clock,
    settings,
    rateLimits: openRateLimits({ settings, valkey, metrics, log }),
    tokens: openTokens(db, notifications, log),
    availability: openAvailability({ db, settings, bus, shared: valkey && sharedAvailability(valkey), log, metrics }),
    connected,
    realtime,
    gateway: withDeadline(
      mockGateway(db, { mode: env.mockGateway, payUrl: (reference) => `/mock-gateway/${reference}` }),
      gatewayPatience,
    ),
    codeSender: outboxSender(db),
    push: webPushProvider(pushKeys, { patience: pushPatience, log }),
  }
  return {
    ctx,
    async close() {
      await realtime.stop()
      await connected.stop()
      await bus.stop()
      valkey?.stop()
      clock.stop()
      await notifications.stop()
      await pool.end()
      await tracing.stop()
    },
  }
}
