import type { Role } from '@bestie/contracts/auth'
import type { SenderRole } from '@bestie/contracts/chat'
import type { ExtensionStatus } from '@bestie/contracts/extension'
import type { OperatorAction } from '@bestie/contracts/operator-failures'
import type { OperatorRole } from '@bestie/contracts/operator-rank'
import type { TierKind } from '@bestie/contracts/payment'
import type {
  BookingKind,
  CaptureOutcome,
  CardStatus,
  CauseTag,
  ChatStatus,
  EndedBy,
  ExtensionDefault,
  PaymentStatus,
  RepaymentKind,
  RepaymentStatus,
} from '@bestie/contracts/states'
import type { Language, RequestType, TopicSensitivity } from '@bestie/contracts/values'
import type { Generated, GeneratedAlways } from 'kysely'

/** The tables as TypeScript sees them; a test compares them with the migrated database. */
export interface Database {
  customers: Customers
  mitras: Mitras
  operators: Operators
  access_tokens: AccessTokens
  sign_in_codes: SignInCodes
  sign_in_guesses: SignInGuesses
  dev_outbox: DevOutbox
  pricing_tiers: PricingTiers
  payment_sessions: PaymentSessions
  gateway_captures: GatewayCaptures
  ledger_entries: LedgerEntries
  chat_sessions: ChatSessions
  chat_request_notifications: ChatRequestNotifications
  messages: Messages
  master_keys: MasterKeys
  chat_keys: ChatKeys
  consents: Consents
  chat_cursors: ChatCursors
  extensions: Extensions
  pairing_failures: PairingFailures
  repayments: Repayments
  audit_log: AuditLog
  app_config: AppConfig
  undelivered_events: UndeliveredEvents
  idempotency_keys: IdempotencyKeys
  installation: Installation
  ratings: Ratings
  push_subscriptions: PushSubscriptions
  'mock_gateway.charges': MockGatewayCharges
  'mock_gateway.refunds': MockGatewayRefunds
}

interface Customers {
  id: Generated<string>
  phone: string | null
  email: string | null
  call_name: Generated<string>
  language: Generated<Language>
  credit_balance: Generated<number>
  created_at: Generated<Date>
  blocked_at: Date | null
  erased_at: Date | null
  restricted_at: Date | null
}

interface Consents {
  id: Generated<string>
  customer_id: string
  version: string
  given_at: Generated<Date>
  withdrawn_at: Date | null
}

interface Mitras {
  id: Generated<string>
  phone: string | null
  email: string | null
  display_name: Generated<string>
  language: Generated<Language>
  is_online: Generated<boolean>
  last_reached_at: Generated<Date>
  suspended_at: Date | null
  erased_at: Date | null
  created_at: Generated<Date>
  rating_sum: Generated<number>
  rating_count: Generated<number>
}

interface Operators {
  id: Generated<string>
  email: string
  role: OperatorRole
  password_hash: string | null
  created_at: Generated<Date>
  disabled_at: Date | null
  password_must_change: Generated<boolean>
  totp_secret: string | null
  totp_confirmed_at: Date | null
  totp_required: Generated<boolean>
  totp_last_step: Generated<number>
}

interface AccessTokens {
  token_hash: Buffer
  user_id: string
  role: Role
  created_at: Generated<Date>
  expires_at: Date
  id: Generated<string>
  last_used_at: Date | null
  address: string | null
  user_agent: string | null
}

interface SignInCodes {
  id: Generated<string>
  destination: string
  code_hash: Buffer
  attempts: Generated<number>
  expires_at: Date
  used_at: Date | null
  created_at: Generated<Date>
}

interface SignInGuesses {
  subject: string
  failures: Generated<number>
  blocked_until: Generated<Date>
  last_failed_at: Generated<Date>
}

interface DevOutbox {
  id: Generated<string>
  destination: string
  code: string | null
  text: string
  created_at: Generated<Date>
}

interface PricingTiers {
  id: Generated<string>
  kind: TierKind
  duration_minutes: number
  amount: number
  active: Generated<boolean>
}

export interface PaymentSessions {
  id: Generated<string>
  customer_id: string
  amount: number
  duration_minutes: number
  status: Generated<PaymentStatus>
  is_free_trial: Generated<boolean>
  is_extension: Generated<boolean>
  extended_chat_session_id: string | null
  targeted_mitra_id: string | null
  topic_sensitivity: Generated<TopicSensitivity>
  credit_amount: Generated<number>
  charged_amount: number | null
  charge_requested_at: Date | null
  pay_url: string | null
  open_request_id: string | null
  expires_at: Generated<Date>
  created_at: Generated<Date>
  confirmed_at: Date | null
  consumed_at: Date | null
  ended_at: Date | null
}

interface GatewayCaptures {
  capture_id: string
  payment_session_id: string
  amount: number
  outcome: CaptureOutcome
  created_at: Generated<Date>
}

interface LedgerEntries {
  id: GeneratedAlways<number>
  transaction_id: string
  kind: BookingKind
  account: 'gateway' | 'gateway_held' | 'held' | 'sales' | 'customer_credit' | 'unexpected'
  amount: number
  payment_session_id: string | null
  customer_id: string | null
  created_at: Generated<Date>
}

export interface ChatSessions {
  id: Generated<string>
  customer_id: string
  mitra_id: string | null
  payment_session_id: string | null
  request_type: Generated<RequestType>
  topic_sensitivity: Generated<TopicSensitivity>
  status: Generated<ChatStatus>
  duration_minutes: Generated<number>
  deadline_at: Generated<Date>
  window_seconds: Generated<number>
  capacity_at_accept: number | null
  started_at: Date | null
  ends_at: Date | null
  ended_at: Date | null
  ended_by: EndedBy | null
  pending_extension_id: string | null
  goodbye_deadline_at: Date | null
  customer_goodbye_seq: number | null
  mitra_goodbye_seq: number | null
  completed_at: Date | null
  last_seq: Generated<number>
  created_at: Generated<Date>
}

interface ChatRequestNotifications {
  chat_session_id: string
  mitra_id: string
  status: Generated<CardStatus>
  created_at: Generated<Date>
  ended_at: Date | null
}

interface Messages {
  id: Generated<string>
  chat_session_id: string
  seq: number
  sender_role: SenderRole
  client_message_id: Generated<string>
  body: string
  created_at: Generated<Date>
  /** Whether `body` is sealed with the chat's key. */
  sealed: Generated<boolean>
}

interface MasterKeys {
  id: string
  proof: Buffer
  first_used_at: Generated<Date>
}

interface ChatKeys {
  chat_session_id: string
  wrapped: Buffer
  master_key_id: string
  created_at: Generated<Date>
}

interface ChatCursors {
  chat_session_id: string
  reader_role: SenderRole
  delivered_seq: Generated<number>
  read_seq: Generated<number>
}

interface Extensions {
  id: Generated<string>
  chat_session_id: string
  payment_session_id: string
  duration_minutes: number
  amount: number
  status: Generated<ExtensionStatus>
  timeout_seconds: number
  default_action: ExtensionDefault
  deadline_at: Date
  decided_at: Date | null
  created_at: Generated<Date>
}

interface PairingFailures {
  id: Generated<string>
  payment_session_id: string | null
  chat_session_id: string | null
  customer_id: string | null
  targeted_mitra_id: string | null
  cause_tag: CauseTag
  amount: Generated<number>
  operator_action: OperatorAction | null
  actioned_by: string | null
  actioned_at: Date | null
  created_at: Generated<Date>
}

interface Repayments {
  id: Generated<string>
  payment_session_id: string
  pairing_failure_id: string
  kind: RepaymentKind
  of_unexpected: Generated<boolean>
  gateway_amount: number
  credit_amount: number
  status: RepaymentStatus
  created_at: Generated<Date>
  changed_at: Generated<Date>
}

interface AuditLog {
  id: Generated<string>
  actor_id: string | null
  actor_role: string
  action: string
  subject: string
  before: unknown
  after: unknown
  created_at: Generated<Date>
  address: string | null
}

interface AppConfig {
  key: string
  value: string
  updated_at: Generated<Date>
  updated_by: string | null
}

interface UndeliveredEvents {
  id: Generated<string>
  events: unknown
  created_at: Generated<Date>
}

interface IdempotencyKeys {
  user_id: string
  key: string
  request_hash: Buffer
  made_id: Generated<string>
  status: number | null
  response: string | null
  created_at: Generated<Date>
  run_by: string | null
}

interface Installation {
  key: string
  value: string
}

interface PushSubscriptions {
  id: Generated<string>
  user_id: string
  role: 'customer' | 'mitra'
  endpoint: string
  p256dh: string
  auth: string
  created_at: Generated<Date>
  token_hash: Buffer | null
}

interface Ratings {
  chat_session_id: string
  stars: number
  comment: string | null
  created_at: Generated<Date>
}

interface MockGatewayCharges {
  reference: string
  amount: number
  status: 'waiting' | 'held' | 'captured' | 'released' | 'failed'
  return_url: string | null
  created_at: Generated<Date>
}

interface MockGatewayRefunds {
  refund_key: string
  reference: string
  amount: number
  created_at: Generated<Date>
}
