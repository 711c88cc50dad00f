/**
 * What should be true, in as few words as possible: the lifecycles of SPEC 4 on plain objects. A command is a generator; it yields
 * wherever another process may come in between (after each commit, and between what a statement saw and its commit) and returns
 * its answer: `ok` or the code of its refusal. One that dies is one that is not resumed.
 */
export interface Model {
  /** Seconds that have passed. Every window here is a multiple of ten seconds, and so is every passing of time. */
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

export interface Rules {
  capacity: number
  page: boolean
  canHold: boolean
  autoApprove: boolean
}

interface Payment {
  customer: string
  amount: number
  minutes: number
  trial: boolean
  target: string | null
  extends: string | null
  status: 'pending' | 'confirmed' | 'consumed' | 'failed_pairing' | 'abandoned' | 'expired'
  expires: number
  credit: number
  requested: boolean
  charged: number | null
  open: string | null
  captures: string[]
  gateway: {
    status: 'none' | 'waiting' | 'held' | 'captured' | 'released' | 'failed'
    amount: number
    refunds: Record<string, number>
  }
}

interface Chat {
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

interface Extension {
  chat: string
  payment: string
  status: 'pending' | 'approved' | 'auto_approved' | 'rejected' | 'safeguard_tripped' | 'auto_rejected'
  deadline: number
}

interface Failure {
  payment: string
  cause: string
  amount: number
  action: string | null
}

interface Repayment {
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
 * What a command answers at last; it yields where others may come in between. Where it yields `item`, it has come to one of several
 * things that it does in no fixed order: a process that dies may have left it out (`true` is sent in), and done those after it.
 */
export type Course = Generator<'item' | undefined, string, boolean | undefined>
type Part = Generator<'item' | undefined, void, boolean | undefined>

const minutes = 60
const isDelivered = (chat: Chat) => ['active', 'closing', 'completed'].includes(chat.status)
const isLive = (chat: Chat) => chat.status === 'active' || chat.status === 'closing'
const payment = (m: Model, key: string) => m.payments[key] as Payment
const chatOf = (m: Model, key: string) => m.chats[key] as Chat
const searchOf = (m: Model, key: string) =>
  Object.keys(m.chats).find((id) => chatOf(m, id).payment === key && chatOf(m, id).status === 'searching')
const isRepaid = (repayment: Repayment) => ['requested', 'sent', 'settled'].includes(repayment.status)

function fail(m: Model, key: string, cause: string, amount: number): string {
  const nth = Object.values(m.failures).filter((failure) => failure.payment === key && failure.cause === cause).length
  const id = `${key}!${cause}${nth}`
  m.failures[id] = { payment: key, cause, amount, action: null }
  return id
}
const priceOf = (p: Payment) => p.charged ?? p.amount

function load(m: Model, mitra: string, without?: string): number {
  const customers = Object.values(m.chats)
    .filter((chat) => chat.mitra === mitra && isLive(chat))
    .map((chat) => chat.customer)
  return new Set(customers.filter((customer) => customer !== without)).size
}
const available = (m: Model) => Object.keys(m.mitras).filter((id) => m.mitras[id]?.online && load(m, id) < m.rules.capacity)

function releaseCredit(m: Model, p: Payment): void {
  ;(m.customers[p.customer] as { credit: number }).credit += p.credit
}

// Payment --------------------------------------------------------------------------------------------------------------

interface Wish {
  payment: string
  customer: string
  amount: number
  minutes: number
  trial: boolean
  target: string | null
  extends: string | null
}

function* open(m: Model, wish: Wish): Course {
  const mine = () => Object.values(m.chats).filter((chat) => chat.customer === wish.customer)
  if (wish.extends !== null && m.chats[wish.extends]?.status !== 'active') return repeated(m, wish.payment) ?? 'chat_not_active'
  if (wish.target !== null && !mine().some((chat) => chat.mitra === wish.target && isDelivered(chat)))
    return repeated(m, wish.payment) ?? 'not_found'
  yield
  if (m.payments[wish.payment] !== undefined) return 'ok'
  const trials = Object.values(m.payments).filter((p) => p.customer === wish.customer && p.trial)
  const trial = trials.find((p) => ['pending', 'confirmed', 'consumed'].includes(p.status))
  if (wish.trial && trial !== undefined) {
    yield
    const now = trials.find((p) => ['pending', 'confirmed', 'consumed'].includes(p.status))
    return now === undefined ? 'not_found' : now.status === 'consumed' ? 'free_trial_used' : 'free_trial_open'
  }
  m.payments[wish.payment] = {
    customer: wish.customer,
    amount: wish.trial ? 0 : wish.amount,
    minutes: wish.minutes,
    trial: wish.trial,
    target: wish.target,
    extends: wish.extends,
    status: 'pending',
    expires: m.now + 20 * minutes,
    credit: 0,
    requested: false,
    charged: null,
    open: null,
    captures: [],
    gateway: { status: 'none', amount: 0, refunds: {} },
  }
  return 'ok'
}
const repeated = (m: Model, key: string) => (m.payments[key] === undefined ? undefined : 'ok')

function settle(m: Model, key: string, capture: string, amount: number): void {
  const p = payment(m, key)
  if (p.captures.includes(capture)) return
  p.captures.push(capture)
  if (p.status === 'pending' && p.amount - p.credit === amount) {
    Object.assign(p, { status: 'confirmed', charged: p.amount, expires: m.now + 20 * minutes })
  } else if (amount > 0) fail(m, key, 'unexpected_capture', amount)
}

function* confirm(m: Model, key: string): Course {
  const p = payment(m, key)
  if (p.status === 'pending' && !p.requested) {
    const customer = m.customers[p.customer] as { credit: number }
    Object.assign(p, { requested: true, credit: Math.min(customer.credit, p.amount) })
    customer.credit -= p.credit
  }
  const due = p.amount - p.credit
  const hold = p.extends !== null && m.rules.canHold
  const asks = p.status === 'pending'
  yield
  if (asks) {
    let state: Payment['gateway']['status'] = p.extends !== null ? 'held' : 'captured'
    if (due > 0) {
      if (p.gateway.status === 'none')
        p.gateway = { ...p.gateway, status: m.rules.page && !hold ? 'waiting' : hold ? 'held' : 'captured', amount: due }
      yield
      state = p.gateway.status
      yield
    }
    if (state === 'captured') settle(m, key, due > 0 ? 'own' : 'none', due)
    else if (state === 'held') {
      // One that has ended meanwhile is let go by a job.
      if (p.status === 'pending') Object.assign(p, { status: 'confirmed', charged: 0, expires: m.now + 20 * minutes })
    } else if (state !== 'waiting') return 'payment_failed'
    yield
  }
  return ['abandoned', 'expired', 'failed_pairing'].includes(p.status) ? 'payment_not_pending' : 'ok'
}

/** The gateway is asked before a payment is given up that may have been paid there. */
function* withdraw(m: Model, key: string, between: 'item' | undefined = undefined): Part {
  const p = payment(m, key)
  if (p.gateway.status === 'waiting') p.gateway.status = 'failed'
  if ((yield between) && between !== undefined) return
  const { status, amount } = p.gateway
  if ((yield between) && between !== undefined) return
  if (status === 'captured') settle(m, key, 'own', amount)
  if (status === 'held' && p.status === 'pending')
    Object.assign(p, { status: 'confirmed', charged: 0, expires: m.now + 20 * minutes })
}

function* abandon(m: Model, key: string): Course {
  const p = payment(m, key)
  const asks = p.status === 'pending' && p.requested && p.amount > p.credit
  yield
  if (asks) {
    yield* withdraw(m, key)
    yield
  }
  if (p.status === 'pending') {
    p.status = 'abandoned'
    releaseCredit(m, p)
  }
  yield
  return p.status === 'abandoned' ? 'ok' : 'payment_not_pending'
}

function* giveUp(m: Model, key: string): Course {
  const p = payment(m, key)
  const [before, search] = [p.status, searchOf(m, key)]
  yield
  if (before === 'confirmed' && search !== undefined) {
    const answer = yield* cancel(m, search)
    if (answer !== 'ok') return answer
  } else if (before === 'confirmed' && p.extends === null && p.status === 'confirmed' && p.open === null) {
    p.status = 'failed_pairing'
    fail(m, key, 'customer_cancelled', priceOf(p))
  }
  yield
  return p.status === 'failed_pairing' && m.failures[`${key}!customer_cancelled0`] !== undefined ? 'ok' : 'payment_not_confirmed'
}

function* expirePayments(m: Model): Part {
  const waiting = Object.keys(m.payments).filter((key) => {
    const p = payment(m, key)
    return p.status === 'pending' && p.expires <= m.now && p.requested && p.amount > p.credit
  })
  yield
  for (const key of waiting) if (!(yield 'item')) yield* withdraw(m, key, 'item')
  yield
  for (const [key, p] of Object.entries(m.payments)) {
    if ((p.status !== 'pending' && p.status !== 'confirmed') || p.expires > m.now || p.open !== null) continue
    if (p.status === 'pending') releaseCredit(m, p)
    else {
      fail(m, key, 'payment_session_expired', priceOf(p))
      if (p.extends !== null && p.charged === 0) releaseCredit(m, p)
    }
    p.status = 'expired'
  }
}

function* told(m: Model, { payment: key, capture, amount }: { payment: string; capture: string; amount: number }): Course {
  yield
  settle(m, key, capture, amount)
  return 'ok'
}

function* notified(m: Model, key: string): Course {
  const { status, amount } = payment(m, key).gateway
  yield
  if (status === 'captured') settle(m, key, 'own', amount)
  return 'ok'
}

function* onPage(m: Model, { payment: key, action }: { payment: string; action: 'pay' | 'fail' }): Course {
  const p = payment(m, key)
  if (p.gateway.status === 'waiting') p.gateway.status = action === 'pay' ? 'captured' : 'failed'
  yield
  return 'ok'
}

// Pairing ----------------------------------------------------------------------------------------------------------------

function newChat(m: Model, key: string, returning: boolean, asked: string[]): string {
  const p = payment(m, key)
  const id = `${key}#${Object.values(m.chats).filter((chat) => chat.payment === key).length}`
  p.open = id
  m.chats[id] = {
    payment: key,
    customer: p.customer,
    mitra: returning ? p.target : null,
    returning,
    status: 'searching',
    endedBy: null,
    deadline: m.now + (returning ? 20 : 60),
    ends: 0,
    goodbyeUntil: 0,
    goodbyes: [],
    messages: [],
    pending: null,
    cards: Object.fromEntries(asked.map((mitra) => [mitra, 'sent' as const])),
  }
  return id
}
const searchesAlready = (m: Model, customer: string) =>
  Object.values(m.chats).some((chat) => chat.customer === customer && chat.status === 'searching')
const isUsable = (m: Model, p: Payment) => p.status === 'confirmed' && p.extends === null && p.open === null && p.expires > m.now

function* askLate(m: Model, which: { chat?: string; mitra?: string }): Part {
  const free = available(m).filter((mitra) => which.mitra === undefined || mitra === which.mitra)
  const seen = Object.keys(m.chats).filter((id) => which.chat === undefined || id === which.chat)
  yield
  for (const id of seen) {
    const chat = chatOf(m, id)
    if (chat.status !== 'searching' || chat.returning || chat.deadline <= m.now) continue
    for (const mitra of free) if (chat.cards[mitra] === undefined || chat.cards[mitra] === 'closed') chat.cards[mitra] = 'sent'
  }
}

function* blast(m: Model, key: string): Generator<undefined, string | { refused: string } | undefined, boolean | undefined> {
  const asked = available(m)
  const p = payment(m, key)
  yield
  if (!isUsable(m, p)) return undefined
  if (searchesAlready(m, p.customer)) return { refused: 'already_searching' }
  return newChat(m, key, false, asked)
}

function* start(m: Model, key: string): Course {
  const p = payment(m, key)
  if (p.status === 'confirmed' && searchOf(m, key) !== undefined) return 'ok'
  yield
  let chat = yield* blast(m, key)
  if (typeof chat === 'object') return chat.refused
  yield
  if (chat === undefined) {
    chat = p.status === 'confirmed' ? searchOf(m, key) : undefined
    if (chat === undefined) return 'payment_not_confirmed'
    yield
  }
  yield* askLate(m, { chat })
  return 'ok'
}

function* fallBack(m: Model, key: string): Course {
  const p = payment(m, key)
  const chat = yield* blast(m, key)
  if (typeof chat === 'object') return chat.refused
  yield
  if (chat === undefined)
    return p.status === 'confirmed' && searchOf(m, key) !== undefined ? 'already_searching' : 'payment_not_confirmed'
  yield* askLate(m, { chat })
  return 'ok'
}

function* askAgain(m: Model, key: string): Course {
  const p = payment(m, key)
  const target = p.target as string
  const openReturning = () => {
    const search = p.status === 'confirmed' ? searchOf(m, key) : undefined
    return search !== undefined && chatOf(m, search).returning
  }
  if (openReturning()) return 'ok'
  yield
  if (!isUsable(m, p)) {
    yield
    if (openReturning()) return 'ok'
    return p.status === 'confirmed' ? 'payment_in_use' : 'payment_not_confirmed'
  }
  const refused = !m.mitras[target]?.online
    ? 'targeted_mitra_offline'
    : load(m, target, p.customer) >= m.rules.capacity
      ? 'targeted_mitra_at_capacity'
      : undefined
  if (refused !== undefined) {
    p.expires = Math.max(p.expires, m.now + 5 * minutes)
    fail(m, key, refused, priceOf(p))
    return refused
  }
  if (searchesAlready(m, p.customer)) return 'already_searching'
  newChat(m, key, true, [target])
  return 'ok'
}

function endSearch(m: Model, id: string, status: Chat['status'], endedBy: string, cause: string): void {
  const chat = chatOf(m, id)
  const p = payment(m, chat.payment)
  Object.assign(chat, { status, endedBy })
  closeCards(chat)
  Object.assign(p, { status: 'failed_pairing', open: null })
  fail(m, chat.payment, cause, priceOf(p))
}
function closeCards(chat: Chat): void {
  for (const mitra of Object.keys(chat.cards)) if (chat.cards[mitra] === 'sent') chat.cards[mitra] = 'closed'
}
function endReturning(m: Model, id: string, status: Chat['status'], endedBy: string, cause: string): void {
  const chat = chatOf(m, id)
  const p = payment(m, chat.payment)
  Object.assign(chat, { status, endedBy })
  closeCards(chat)
  Object.assign(p, { open: null, expires: Math.max(p.expires, m.now + 5 * minutes) })
  fail(m, chat.payment, cause, priceOf(p))
}

function* cancel(m: Model, id: string): Course {
  const chat = chatOf(m, id)
  if (chat.status === 'searching') endSearch(m, id, 'cancelled', 'customer', 'customer_cancelled')
  yield
  return chat.status === 'cancelled' ? 'ok' : 'request_not_searching'
}

function timeOut(m: Model, id: string): string {
  const chat = chatOf(m, id)
  if (chat.status !== 'searching' || chat.deadline > m.now) return 'ok'
  if (chat.returning) endReturning(m, id, 'expired', 'timer', 'targeted_mitra_timeout')
  else endSearch(m, id, 'expired', 'timer', 'no_mitra_available')
  return 'ok'
}

function accept(m: Model, { mitra, chat: id }: { mitra: string; chat: string }): string {
  const chat = chatOf(m, id)
  const card = chat.cards[mitra]
  if (card === undefined) return 'not_found'
  if (isDelivered(chat)) return chat.mitra === mitra && card === 'accepted' ? 'ok' : 'request_taken'
  if (chat.status !== 'searching') return 'request_not_searching'
  if (card === 'declined') return 'request_declined'
  if (card === 'closed' || !m.mitras[mitra]?.online) return 'mitra_offline'
  if (chat.deadline <= m.now) return 'deadline_passed'
  if (load(m, mitra, chat.customer) >= m.rules.capacity) return 'mitra_at_capacity'
  const p = payment(m, chat.payment)
  closeCards(chat)
  chat.cards[mitra] = 'accepted'
  Object.assign(chat, { status: 'active', mitra, ends: m.now + p.minutes * minutes })
  Object.assign(p, { status: 'consumed', open: null })
  return 'ok'
}

function decline(m: Model, { mitra, chat: id }: { mitra: string; chat: string }): string {
  const chat = chatOf(m, id)
  const card = chat.cards[mitra]
  if (card === undefined) return 'not_found'
  if (card === 'declined') return 'ok'
  if (chat.status !== 'searching' || card !== 'sent') return 'request_not_searching'
  if (chat.deadline <= m.now) return 'deadline_passed'
  chat.cards[mitra] = 'declined'
  if (chat.returning) endReturning(m, id, 'rejected', 'mitra', 'targeted_mitra_rejected')
  else if (
    Object.values(chat.cards).every((one) => one === 'declined') &&
    available(m).every((free) => chat.cards[free] !== undefined)
  )
    endSearch(m, id, 'rejected', 'mitra', 'all_mitras_rejected')
  return 'ok'
}

// Presence ---------------------------------------------------------------------------------------------------------------

function* online(m: Model, mitra: string): Course {
  const one = m.mitras[mitra] as Model['mitras'][string]
  if (!one.online) Object.assign(one, { online: true, reached: m.now })
  yield
  yield* askLate(m, { mitra })
  return 'ok'
}

function* offline(m: Model, mitra: string): Course {
  switchOff(m, mitra)
  yield
  return 'ok'
}
function switchOff(m: Model, mitra: string): void {
  const one = m.mitras[mitra] as Model['mitras'][string]
  if (!one.online) return
  one.online = false
  for (const [id, chat] of Object.entries(m.chats)) {
    if (chat.status !== 'searching' || chat.cards[mitra] !== 'sent') continue
    if (chat.returning) endReturning(m, id, 'expired', 'mitra', 'targeted_mitra_offline')
    else chat.cards[mitra] = 'closed'
  }
}

// Chat -------------------------------------------------------------------------------------------------------------------

type Role = 'customer' | 'mitra'

function close(m: Model, chat: Chat, endedBy: string): boolean {
  if (chat.status !== 'active' || chat.pending !== null) return false
  Object.assign(chat, { status: 'closing', endedBy, goodbyeUntil: m.now + 60 })
  return true
}

function say(m: Model, { chat: id, role, text }: { chat: string; role: Role; text: string }): string {
  const chat = chatOf(m, id)
  if (!isDelivered(chat)) return 'not_found'
  if (chat.messages.includes(`${role} ${text}`)) return 'ok'
  if (chat.status !== 'active') return 'chat_not_active'
  chat.messages.push(`${role} ${text}`)
  return 'ok'
}

function* end(m: Model, { chat: id, role }: { chat: string; role: Role }): Course {
  const chat = chatOf(m, id)
  if (!isDelivered(chat)) return 'not_found'
  yield
  if (close(m, chat, role)) return 'ok'
  yield
  if (chat.status === 'active') return 'extension_open'
  return chat.endedBy === role ? 'ok' : 'chat_not_active'
}

function goodbye(m: Model, { chat: id, role }: { chat: string; role: Role }): string {
  const chat = chatOf(m, id)
  if (!isDelivered(chat)) return 'not_found'
  if (chat.goodbyes.includes(role)) return 'ok'
  if (chat.status !== 'closing') return 'chat_not_closing'
  if (chat.goodbyeUntil <= m.now) return 'deadline_passed'
  chat.goodbyes = [...chat.goodbyes, role].sort()
  chat.messages.push(`${role} goodbye`)
  if (chat.goodbyes.length === 2) chat.status = 'completed'
  return 'ok'
}

function expireSession(m: Model, id: string): string {
  const chat = chatOf(m, id)
  if (chat.ends <= m.now) close(m, chat, 'timer')
  return 'ok'
}

function complete(m: Model, id: string): string {
  const chat = chatOf(m, id)
  if (chat.status === 'closing' && chat.goodbyeUntil <= m.now) chat.status = 'completed'
  return 'ok'
}

// Extension --------------------------------------------------------------------------------------------------------------

function* extend(m: Model, key: string): Course {
  const p = payment(m, key)
  const chat = chatOf(m, p.extends as string)
  if (m.extensions[key] !== undefined) return 'ok'
  yield
  if (m.extensions[key] !== undefined) return 'ok'
  if (chat.status === 'active' && chat.pending === null && chat.ends > m.now && p.status === 'confirmed' && p.open === null) {
    m.extensions[key] = { chat: p.extends as string, payment: key, status: 'pending', deadline: m.now + 10 }
    chat.pending = key
    p.open = key
    return 'ok'
  }
  if (chat.pending !== null) return 'extension_open'
  return p.status !== 'confirmed' ? 'payment_not_confirmed' : 'chat_not_active'
}

function grant(m: Model, key: string, status: Extension['status']): void {
  const extension = m.extensions[key] as Extension
  const [p, chat] = [payment(m, key), chatOf(m, extension.chat)]
  extension.status = status
  Object.assign(p, { status: 'consumed', charged: p.amount, open: null })
  chat.pending = null
  chat.ends += p.minutes * minutes
}

function refuse(m: Model, key: string, status: Extension['status']): void {
  const extension = m.extensions[key] as Extension
  const [p, chat] = [payment(m, key), chatOf(m, extension.chat)]
  extension.status = status
  Object.assign(p, { status: 'failed_pairing', open: null })
  chat.pending = null
  const cause = status === 'safeguard_tripped' ? 'extension_safeguard_tripped' : 'extension_rejected'
  const failure = fail(m, key, cause, p.charged ?? 0)
  if ((p.charged ?? 0) > 0) repay(m, key, failure, 'refunded', false)
  else releaseCredit(m, p)
  if (chat.ends <= m.now) close(m, chat, 'timer')
}

function decide(m: Model, { payment: key, verdict }: { payment: string; verdict: 'approved' | 'rejected' }): string {
  const extension = m.extensions[key] as Extension
  if (extension.status === verdict) return 'ok'
  if (extension.status !== 'pending') return 'extension_decided'
  if (extension.deadline <= m.now) return 'deadline_passed'
  if (verdict === 'approved') grant(m, key, verdict)
  else refuse(m, key, verdict)
  return 'ok'
}

function* settleExtension(m: Model, key: string): Course {
  const extension = m.extensions[key] as Extension
  if (extension.status !== 'pending') return 'ok'
  const mitra = m.mitras[chatOf(m, extension.chat).mitra as string]
  const isConnected = mitra?.connected
  yield
  if (extension.status !== 'pending' || extension.deadline > m.now) return 'ok'
  if (!m.rules.autoApprove) refuse(m, key, 'auto_rejected')
  else if (mitra?.online && isConnected) grant(m, key, 'auto_approved')
  else refuse(m, key, 'safeguard_tripped')
  return 'ok'
}

// Operators and the gateway ------------------------------------------------------------------------------------------------

function repay(m: Model, key: string, failure: string, kind: string, unexpected: boolean): string | undefined {
  const p = payment(m, key)
  if (!unexpected) {
    if (p.status === 'consumed') return 'delivered'
    if (p.status === 'pending' || p.status === 'confirmed') return 'payment_open'
    if (!p.charged) return 'not_captured'
  }
  const taken = m.repayments.some(
    (repayment) =>
      isRepaid(repayment) &&
      (repayment.failure === failure || (!unexpected && !repayment.unexpected && repayment.payment === key)),
  )
  if (taken) return 'already_repaid'
  const amount = unexpected ? (m.failures[failure] as Failure).amount : (p.charged as number)
  const toCredit = kind === 'credited' ? amount : unexpected ? 0 : p.credit
  const toGateway = amount - toCredit
  m.repayments.push({
    failure,
    payment: key,
    kind,
    unexpected,
    toGateway,
    toCredit,
    status: toGateway > 0 ? 'requested' : 'settled',
    changed: m.now,
  })
  ;(m.customers[p.customer] as { credit: number }).credit += toCredit
  return undefined
}

function act(m: Model, { failure: id, action }: { failure: string; action: 'refunded' | 'credited' | 'no_action' }): string {
  const failure = m.failures[id] as Failure
  if (failure.action !== null) return 'already_actioned'
  if (action !== 'no_action' && failure.amount > 0) {
    const refused = repay(m, failure.payment, id, action, failure.cause === 'unexpected_capture')
    if (refused !== undefined) return refused
  }
  failure.action = action
  return 'ok'
}

function reopen(m: Model, id: string): string {
  const failure = m.failures[id] as Failure
  if (failure.action === null) return 'not_actioned'
  const repayment = m.repayments.find((one) => one.failure === id && isRepaid(one))
  if (repayment !== undefined) {
    const customer = m.customers[payment(m, failure.payment).customer] as { credit: number }
    if (repayment.toGateway > 0 && repayment.status !== 'requested') return 'refund_sent'
    if (customer.credit < repayment.toCredit) return 'credit_spent'
    repayment.status = 'withdrawn'
    customer.credit -= repayment.toCredit
  }
  failure.action = null
  return 'ok'
}

function* sendRefund(m: Model, nth: number): Course {
  const repayment = m.repayments[nth] as Repayment
  if (repayment.status !== 'requested' && repayment.status !== 'sent') return 'ok'
  Object.assign(repayment, { status: 'sent', changed: m.now })
  yield
  const { gateway } = payment(m, repayment.payment)
  const given = Object.values(gateway.refunds).reduce((sum, amount) => sum + amount, 0)
  if (gateway.refunds[nth] === undefined && gateway.status === 'captured' && gateway.amount >= given + repayment.toGateway)
    gateway.refunds[nth] = repayment.toGateway
  const isGiven = gateway.refunds[nth] !== undefined
  yield
  if (repayment.status !== 'sent') return 'ok'
  repayment.status = isGiven ? 'settled' : 'failed'
  if (!isGiven) {
    ;(m.customers[payment(m, repayment.payment).customer] as { credit: number }).credit -= repayment.toCredit
    ;(m.failures[repayment.failure] as Failure).action = null
  }
  return 'ok'
}

function capture(m: Model, key: string): string {
  const { gateway } = payment(m, key)
  if (gateway.status === 'held') gateway.status = 'captured'
  return 'ok'
}

function release(m: Model, key: string): string {
  const { gateway } = payment(m, key)
  if (gateway.status === 'held') gateway.status = 'released'
  return 'ok'
}

// The clock ----------------------------------------------------------------------------------------------------------------

function* sweep(m: Model): Course {
  yield* expirePayments(m)
  yield
  const ids = Object.keys(m.chats)
  const overdue = {
    request: ids.filter((id) => chatOf(m, id).status === 'searching' && chatOf(m, id).deadline <= m.now),
    session: ids.filter(
      (id) => chatOf(m, id).status === 'active' && chatOf(m, id).ends <= m.now && chatOf(m, id).pending === null,
    ),
    goodbye: ids.filter((id) => chatOf(m, id).status === 'closing' && chatOf(m, id).goodbyeUntil <= m.now),
    extension: Object.keys(m.extensions).filter(
      (key) => m.extensions[key]?.status === 'pending' && (m.extensions[key]?.deadline ?? 0) <= m.now,
    ),
  }
  const refunds = m.repayments.flatMap(({ status, changed }, nth) =>
    (status === 'requested' || status === 'sent') && changed + minutes <= m.now ? [nth] : [],
  )
  for (const id of overdue.request) if (!(yield 'item')) timeOut(m, id)
  for (const id of overdue.session) if (!(yield 'item')) expireSession(m, id)
  for (const id of overdue.goodbye) if (!(yield 'item')) complete(m, id)
  for (const key of overdue.extension) if (!(yield 'item')) yield* settleExtension(m, key)
  for (const nth of refunds) if (!(yield 'item')) yield* sendRefund(m, nth)
  yield
  for (const mitra of Object.values(m.mitras)) if (mitra.connected) mitra.reached = m.now
  yield
  for (const [id, mitra] of Object.entries(m.mitras)) {
    if (mitra.online && mitra.reached <= m.now - 30 * minutes && !(yield 'item')) switchOff(m, id)
  }
  return 'ok'
}

function* freed(m: Model, mitra: string): Course {
  yield* askLate(m, { mitra })
  return 'ok'
}

/** A command that one statement decides: nobody can come in between. */
function atOnce<Given>(decided: (m: Model, argument: Given) => string): (m: Model, argument: Given) => Course {
  // biome-ignore lint/correctness/useYield: that is the point
  return function* (m, argument) {
    return decided(m, argument)
  }
}

/** Every command that there is, by its name. */
export const courses = {
  open,
  confirm,
  abandon,
  giveUp,
  told,
  notified,
  onPage,
  start,
  fallBack,
  askAgain,
  cancel,
  timeOut: atOnce(timeOut),
  accept: atOnce(accept),
  decline: atOnce(decline),
  online,
  offline,
  say: atOnce(say),
  end,
  goodbye: atOnce(goodbye),
  expireSession: atOnce(expireSession),
  complete: atOnce(complete),
  extend,
  decide: atOnce(decide),
  settleExtension,
  act: atOnce(act),
  reopen: atOnce(reopen),
  sendRefund,
  capture: atOnce(capture),
  release: atOnce(release),
  sweep,
  freed,
}

export type Courses = typeof courses
export type CommandName = keyof Courses
export type Argument<Name extends CommandName> = Parameters<Courses[Name]>[1]

/** The state in words, one line for each thing, as `observe` writes down what the database says. */
export function describeModel(m: Model): string[] {
  const lines: string[] = []
  for (const [id, { credit }] of Object.entries(m.customers)) lines.push(`${id} has credit ${credit}`)
  for (const [id, { online: isOnline }] of Object.entries(m.mitras)) lines.push(`${id} is ${isOnline ? 'online' : 'offline'}`)
  for (const [id, p] of Object.entries(m.payments)) {
    const { status, amount, refunds } = p.gateway
    const given = Object.values(refunds).reduce((sum, refund) => sum + refund, 0)
    lines.push(`${id} ${p.status} of ${p.amount}, credit ${p.credit}, charged ${p.charged}, for ${p.open}`)
    lines.push(`${id} at the gateway: ${status === 'none' ? 'nothing' : `${status} ${amount}, given back ${given}`}`)
  }
  for (const [id, chat] of Object.entries(m.chats)) {
    const cards = Object.entries(chat.cards)
      .map(([mitra, card]) => `${mitra} ${card}`)
      .sort()
    lines.push(
      `${id} ${chat.status} ended by ${chat.endedBy} with ${chat.mitra}, ${chat.messages.length} messages, goodbyes ${chat.goodbyes}, extension ${chat.pending}, cards ${cards}`,
    )
  }
  for (const [id, { status }] of Object.entries(m.extensions)) lines.push(`${id} asks for more time: ${status}`)
  for (const [id, { amount, action }] of Object.entries(m.failures)) lines.push(`${id} of ${amount}: ${action}`)
  for (const { failure, kind, toGateway, toCredit, status } of m.repayments)
    lines.push(`${failure} ${kind}: ${status}, gateway ${toGateway}, credit ${toCredit}`)
  return lines.sort()
}
