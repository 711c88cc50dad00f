import {
  available,
  type Chat,
  type Course,
  chatOf,
  fail,
  isDelivered,
  load,
  type Model,
  minutes,
  payment,
  priceOf,
} from './state'

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
/** Ends a returning request: its payment stays `confirmed`, for five more minutes at least. */
export function endReturning(m: Model, id: string, status: Chat['status'], endedBy: string, cause: string): void {
  const chat = chatOf(m, id)
  const p = payment(m, chat.payment)
  Object.assign(chat, { status, endedBy })
  closeCards(chat)
  Object.assign(p, { open: null, expires: Math.max(p.expires, m.now + 5 * minutes) })
  fail(m, chat.payment, cause, priceOf(p))
}

export function* cancel(m: Model, id: string): Course {
  const chat = chatOf(m, id)
  if (chat.status === 'searching') endSearch(m, id, 'cancelled', 'customer', 'customer_cancelled')
  yield
  return chat.status === 'cancelled' ? 'ok' : 'request_not_searching'
}

export function timeOut(m: Model, id: string): string {
  const chat = chatOf(m, id)
  if (chat.status !== 'searching' || chat.deadline > m.now) return 'ok'
  if (chat.returning) endReturning(m, id, 'expired', 'timer', 'targeted_mitra_timeout')
  else endSearch(m, id, 'expired', 'timer', 'no_mitra_available')
  return 'ok'
}

export function accept(m: Model, { mitra, chat: id }: { mitra: string; chat: string }): string {
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

export function decline(m: Model, { mitra, chat: id }: { mitra: string; chat: string }): string {
  const chat = chatOf(m, id)
  const card = chat.cards[mitra]
  if (card === undefined) return 'not_found'
  if (card === 'declined') return 'ok'
  if (chat.status !== 'searching') return 'request_not_searching'
  if (card === 'closed') return 'mitra_offline'
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
