import type { Ctx } from '@bestie/server/ctx'
import { readEnv } from '@bestie/server/env'
import { mockGateway } from '@bestie/server/gateway/mock-gateway'
import { openMetrics } from '@bestie/server/observe/metrics'
import { openTracing } from '@bestie/server/observe/tracing'
import { openChatKeys } from '@bestie/server/sealing/chat-keys'
import { openMasterKeys } from '@bestie/server/sealing/master-keys'
import type pg from 'pg'
import pino from 'pino'
import { testMasterKeys } from '../world'
import type { Model } from './model/state'

const tracing = await openTracing(undefined)

interface Given {
  pool: pg.Pool
  db: Ctx['db']
  rules: Model['rules']
  /** The ids of the mitra who have a socket now. */
  connected(): string[]
}

/** The product's context on this database, with the settings that the model has. It has no sockets, and tells nobody anything. */
export async function openContext({ pool, db, rules, connected }: Given): Promise<Ctx> {
  const { capacity, autoApprove, page, canHold } = rules
  const masterKeys = await openMasterKeys({ masterKeys: testMasterKeys, dataDir: '' }, db)
  const windows: Record<string, number> = {
    payment_session_timeout_minutes: 20,
    returning_chat_confirmation_timeout_seconds: 20,
    pairing_blast_timeout_seconds: 60,
    extension_timeout_seconds: 10,
    goodbye_window_seconds: 60,
    mitra_unreachable_minutes: 30,
    max_customers_per_mitra: capacity,
  }
  return {
    env: readEnv({}),
    log: pino({ level: 'silent' }),
    metrics: openMetrics(),
    tracing,
    pool,
    db,
    masterKeys,
    chatKeys: openChatKeys(db, masterKeys),
    settings: {
      whole: (key: string) => windows[key] as number,
      flag: () => true,
      extensionDefaultAction: () => (autoApprove ? 'auto_approve' : 'auto_reject'),
    },
    availability: { current: async () => true, changed: () => {}, readAnew: async () => {} },
    realtime: {
      deliver: () => {},
      send: () => {},
      isConnected: async (id: string) => connected().includes(id),
    },
    connected: {
      // Nobody here has a device to push to.
      isHere: () => true,
      among: async (ids: string[]) => new Set(connected().filter((id) => ids.includes(id))),
      mitrasHere: connected,
    },
    gateway: Object.assign(mockGateway(db, { mode: page ? 'page' : 'instant', payUrl: (reference) => `/${reference}` }), {
      canHold,
    }),
  } as unknown as Ctx
}
