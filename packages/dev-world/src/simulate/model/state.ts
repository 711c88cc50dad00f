/**
 * What should be true, as briefly as possible: the lifecycles of docs/invariants.md on plain objects, each by its name. A
 * command is a generator. It yields wherever another process may come in between (after each commit, and between what a
 * statement saw and its commit) and returns its answer: `ok` or the code of its refusal. A command whose process dies is not
 * resumed. Amounts are rupiah; every moment (`deadline`, `expires`, `ends`, `reached`, `changed`) is in seconds, like `now`.
 */
export interface Model {
  /** Seconds that have passed. Every window here is a multiple of ten seconds, and so is every step of time. */
  now: number
  rules: Rules
  customers: Record<string, { credit: number }>
  mitras: Record<string, { online: boolean; connected: boolean; reached: number }>
  payments: Record<string, Payment>
  chats: Record<string, Chat>
  extensions: Record<string, Extension>
  failures: Record<string, Failure>
  repayments: Repayment[]
}

/** The settings of one history, and what its gateway does. */
export interface Rules {
  capacity: number
  /** Whether the gateway sends customers to a page of its own instead of capturing at once. */
  page: boolean
  canHold: boolean
  autoApprove: boolean
}

export interface Payment {
  customer: string
  amount: number
  minutes: number
  trial: boolean
  target: string | null
  extends: string | null
  status: 'pending' | 'confirmed' | 'consumed' | 'failed_pairing' | 'abandoned' | 'expired'
  expires: number
  credit: number
  /** Whether the gateway was asked, after setting the credit aside. */
  requested: boolean
  charged: number | null
  /** The searching request or the pending extension that the payment is used for. */
  open: string | null
  captures: string[]
  /** Whether a hold at the gateway confirmed the payment; `noted` once its capture was reported. */
  hold: 'none' | 'open' | 'noted'
  gateway: {
    status: 'none' | 'waiting' | 'held' | 'captured' | 'released' | 'failed'
    amount: number
    refunds: Record<string, number>
  }
}

export interface Chat {
  payment: string
  customer: string
  mitra: string | null
  returning: boolean
  status: 'searching' | 'active' | 'closing' | 'completed' | 'expired' | 'rejected' | 'cancelled'
  endedBy: string | null
  deadline: number
  ends: number
  goodbyeUntil: number
  goodbyes: string[]
  messages: string[]
  pending: string | null
  cards: Record<string, 'sent' | 'accepted' | 'declined' | 'closed'>
}

export interface Extension {
  chat: string
  payment: string
  status: 'pending' | 'approved' | 'auto_approved' | 'rejected' | 'safeguard_tripped' | 'auto_rejected'
  deadline: number
}

export interface Failure {
  payment: string
  cause: string
  amount: number
  action: string | null
  /** When a tap was refused that asked nobody. */
  refusedAt?: number
}

export interface Repayment {
  failure: string
  payment: string
  kind: string
  unexpected: boolean
  toGateway: number
  toCredit: number
  status: 'requested' | 'sent' | 'settled' | 'failed' | 'withdrawn'
  changed: number
}

/**
 * How a command goes on: yields where others may come in between, and returns its answer. It yields `item` before each of several
 * things that it does in no fixed order: a process that dies may have left that one out (`true` is sent in) and done later ones.
 */
export type Course = Generator<'item' | undefined, string, boolean | undefined>
/** A part of a course, without an answer. */
export type Part = Generator<'item' | undefined, void, boolean | undefined>

/** A minute, in seconds. */
export const minutes = 60
export const isDelivered = (chat: Chat) => ['active', 'closing', 'completed'].includes(chat.status)
const isLive = (chat: Chat) => chat.status === 'active' || chat.status === 'closing'
export const payment = (m: Model, key: string) => m.payments[key] as Payment
export const chatOf = (m: Model, key: string) => m.chats[key] as Chat
export const searchOf = (m: Model, key: string) =>
  Object.keys(m.chats).find((id) => chatOf(m, id).payment === key && chatOf(m, id).status === 'searching')
export const isRepaid = (repayment: Repayment) => ['requested', 'sent', 'settled'].includes(repayment.status)

/** Adds a failure of this payment, and returns its name. */
export function fail(m: Model, key: string, cause: string, amount: number): string {
  const nth = Object.values(m.failures).filter((failure) => failure.payment === key && failure.cause === cause).length
  const id = `${key}!${cause}${nth}`
  m.failures[id] = { payment: key, cause, amount, action: null }
  return id
}
/** What was taken for a payment, or would be. */
export const priceOf = (p: Payment) => p.charged ?? p.amount

/** With how many distinct customers this mitra has a live chat, not counting `without`. */
export function load(m: Model, mitra: string, without?: string): number {
  const customers = Object.values(m.chats)
    .filter((chat) => chat.mitra === mitra && isLive(chat))
    .map((chat) => chat.customer)
  return new Set(customers.filter((customer) => customer !== without)).size
}
/** The mitra who are online and below capacity. */
export const available = (m: Model) =>
  Object.keys(m.mitras).filter((id) => m.mitras[id]?.online && load(m, id) < m.rules.capacity)

/** Gives back the credit that was set aside for a payment. */
export function releaseCredit(m: Model, p: Payment): void {
  ;(m.customers[p.customer] as { credit: number }).credit += p.credit
}
