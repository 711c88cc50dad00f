import type { Kysely } from 'kysely'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { CodeSender } from './auth/code-sender'
import type { Tokens } from './auth/tokens'
import type { DatabaseClock } from './db/database-clock'
import type { Database } from './db/tables'
import type { Env } from './env'
import type { PaymentGateway } from './gateway/payment-gateway'
import type { RateLimits } from './limits/rate-limits'
import type { PushProvider } from './notify/push-provider'
import type { Metrics } from './observe/metrics'
import type { Tracing } from './observe/tracing'
import type { Availability } from './presence/availability'
import type { Connected } from './presence/connected'
import type { Realtime } from './realtime/realtime'
import type { ChatKeys } from './sealing/chat-keys'
import type { MasterKeys } from './sealing/master-keys'
import type { Settings } from './settings'

/** Everything a transition may use besides its arguments. Passed explicitly; nothing is ambient. */
export interface Ctx {
  env: Env
  log: Logger
  metrics: Metrics
  tracing: Tracing
  pool: pg.Pool
  db: Kysely<Database>
  masterKeys: MasterKeys
  chatKeys: ChatKeys
  clock: DatabaseClock
  settings: Settings
  rateLimits: RateLimits
  tokens: Tokens
  availability: Availability
  connected: Connected
  realtime: Realtime
  gateway: PaymentGateway
  codeSender: CodeSender
  push: PushProvider
}
