import { cancel } from './answering'
import { repay } from './repayment'
import {
  type Course,
  fail,
  isDelivered,
  type Model,
  minutes,
  type Part,
  type Payment,
  payment,
  priceOf,
  releaseCredit,
  searchOf,
} from './state'

interface Wish {
  payment: string
  customer: string
  amount: number
  minutes: number
  trial: boolean
  target: string | null
  extends: string | null
}

export function* open(m: Model, wish: Wish): Course {
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
    hold: 'none',
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
  } else if (p.status === 'consumed' && p.hold === 'open' && p.amount - p.credit === amount) p.hold = 'noted'
  else if (amount > 0) fail(m, key, 'unexpected_capture', amount)
}

/** If credit or a price of zero covers all of it, there is no hold at the gateway. */
function confirmHeld(m: Model, p: Payment): void {
  const hold = p.amount > p.credit ? 'open' : 'none'
  Object.assign(p, { status: 'confirmed', charged: 0, expires: m.now + 20 * minutes, hold })
}

export function* confirm(m: Model, key: string): Course {
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
      // If the payment has ended meanwhile, a job releases the hold.
      if (p.status === 'pending') confirmHeld(m, p)
    } else if (state !== 'waiting') return 'payment_failed'
    yield
  }
  return ['abandoned', 'expired', 'failed_pairing'].includes(p.status) ? 'payment_not_pending' : 'ok'
}

/** Before a payment is given up, the gateway is asked whether it was paid there. */
function* withdraw(m: Model, key: string, between: 'item' | undefined = undefined): Part {
  const p = payment(m, key)
  if (p.gateway.status === 'waiting') p.gateway.status = 'failed'
  if ((yield between) && between !== undefined) return
  const { status, amount } = p.gateway
  if ((yield between) && between !== undefined) return
  if (status === 'captured') settle(m, key, 'own', amount)
  if (status === 'held' && p.status === 'pending') confirmHeld(m, p)
}

export function* withdrawLate(m: Model, key: string): Course {
  yield* withdraw(m, key)
  return 'ok'
}

export function* abandon(m: Model, key: string): Course {
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

export function* giveUp(m: Model, key: string): Course {
  const p = payment(m, key)
  const read = () => [p.status, searchOf(m, key)] as const
  let [status, search] = read()
  for (let round = 0; status === 'confirmed' && round < 3; round += 1) {
    yield
    if (search !== undefined) yield* cancel(m, search)
    else if (p.status === 'confirmed' && p.open === null) {
      p.status = 'failed_pairing'
      const failure = fail(m, key, 'customer_cancelled', priceOf(p))
      if (p.extends !== null && p.charged === 0) releaseCredit(m, p)
      else if (p.extends !== null) repay(m, key, failure, 'refunded', false)
    }
    yield
    ;[status, search] = read()
  }
  if (status === 'confirmed') return 'payment_in_use'
  return status === 'failed_pairing' && m.failures[`${key}!customer_cancelled0`] !== undefined ? 'ok' : 'payment_not_confirmed'
}

const waitsAtGateway = (p: Payment) => p.status === 'pending' && p.requested && p.amount > p.credit

/** Ends what is past its time, of what waits at the gateway only those that were `asked` there. */
export function expirePayments(m: Model, asked: string[] = []): void {
  for (const [key, p] of Object.entries(m.payments)) {
    if ((p.status !== 'pending' && p.status !== 'confirmed') || p.expires > m.now || p.open !== null) continue
    if (waitsAtGateway(p) && !asked.includes(key)) continue
    if (p.status === 'pending') releaseCredit(m, p)
    else {
      fail(m, key, 'payment_session_expired', priceOf(p))
      if (p.extends !== null && p.charged === 0) releaseCredit(m, p)
    }
    p.status = 'expired'
  }
}

export function* expireWaiting(m: Model): Part {
  const waiting = Object.keys(m.payments).filter((key) => waitsAtGateway(payment(m, key)) && payment(m, key).expires <= m.now)
  const asked: string[] = []
  yield
  for (const key of waiting) {
    if (yield 'item') continue
    yield* withdraw(m, key, 'item')
    asked.push(key)
  }
  yield
  expirePayments(m, asked)
}

export function* told(m: Model, { payment: key, capture, amount }: { payment: string; capture: string; amount: number }): Course {
  yield
  settle(m, key, capture, amount)
  return 'ok'
}

export function* notified(m: Model, key: string): Course {
  const { status, amount } = payment(m, key).gateway
  yield
  if (status === 'captured') settle(m, key, 'own', amount)
  const p = payment(m, key)
  if (status === 'held' && p.status === 'pending') confirmHeld(m, p)
  return 'ok'
}

export function* onPage(m: Model, { payment: key, action }: { payment: string; action: 'pay' | 'fail' }): Course {
  const p = payment(m, key)
  if (p.gateway.status === 'waiting') p.gateway.status = action === 'pay' ? 'captured' : 'failed'
  yield
  return 'ok'
}
