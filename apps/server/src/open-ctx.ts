import pino, { type Logger } from 'pino'
import { outboxSender } from './auth/code-sender'
import { openTokens } from './auth/tokens'
import type { Ctx } from './ctx'
import { openDatabase, openPool } from './db/client'
import { listenToDatabase } from './db/notifications'
import type { Env } from './env'
import { mockGateway } from './gateway/mock-gateway'
import { isAllowedOrigin } from './http/server'
import { loadPushKeys } from './notify/push-keys'
import { webPushProvider } from './notify/push-provider'
import { openAvailability } from './presence/availability'
import { openRealtime } from './realtime/realtime'
import { loadSettings } from './settings'
import { StartupError } from './startup-error'

const mostConnections = 20

/** Logs one JSON line per event, to stderr, so that stdout is for what a person asked for. */
export function openLog(): Logger {
  return pino({ level: process.env.LOG_LEVEL ?? 'info', base: null }, pino.destination({ fd: 2, sync: false }))
}

/** Opens everything a process needs on the database at `url`. `close` gives it all back. */
export async function openCtx(env: Env, url: string, log: Logger): Promise<{ ctx: Ctx; close(): Promise<void> }> {
  if (env.production)
    throw new StartupError('NODE_ENV=production needs a real payment gateway and a real sender of codes; this build has neither.')
  const pool = openPool(url, log, mostConnections)
  const db = openDatabase(pool)
  const notifications = await listenToDatabase(url, log)
  const settings = await loadSettings(db, notifications, log)
  const realtime = openRealtime(db, log, (origin) => origin === undefined || isAllowedOrigin({ env }, origin))
  const ctx: Ctx = {
    env,
    log,
    pool,
    db,
    settings,
    tokens: openTokens(db, notifications),
    availability: openAvailability(db, settings, log),
    realtime,
    gateway: mockGateway(db, { mode: env.mockGateway, payUrl: (reference) => `/mock-gateway/${reference}` }),
    codeSender: outboxSender(db),
    push: webPushProvider(await loadPushKeys(db), log),
  }
  return {
    ctx,
    async close() {
      await realtime.stop()
      await notifications.stop()
      await pool.end()
    },
  }
}
