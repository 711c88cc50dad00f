import {
  available,
  type Course,
  chatOf,
  type Failure,
  fail,
  load,
  type Model,
  minutes,
  type Part,
  type Payment,
  payment,
  priceOf,
  searchOf,
} from './state'

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

/** Sends cards to mitra who became available: for one chat or all, to one mitra or all. */
export function* askLate(m: Model, which: { chat?: string; mitra?: string }): Part {
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

export function* start(m: Model, key: string): Course {
  const p = payment(m, key)
  const open = p.status === 'confirmed' ? searchOf(m, key) : undefined
  if (open !== undefined) return chatOf(m, open).returning ? 'already_searching' : 'ok'
  yield
  let chat = yield* blast(m, key)
  if (typeof chat === 'object') return chat.refused
  yield
  if (chat === undefined) {
    chat = p.status === 'confirmed' ? searchOf(m, key) : undefined
    if (chat === undefined) return 'payment_not_confirmed'
    if (chatOf(m, chat).returning) return 'already_searching'
    yield
  }
  yield* askLate(m, { chat })
  return 'ok'
}

export function* fallBack(m: Model, key: string): Course {
  const p = payment(m, key)
  const chat = yield* blast(m, key)
  if (typeof chat === 'object') return chat.refused
  yield
  if (chat === undefined)
    return p.status === 'confirmed' && searchOf(m, key) !== undefined ? 'already_searching' : 'payment_not_confirmed'
  yield* askLate(m, { chat })
  return 'ok'
}

export function* askAgain(m: Model, key: string): Course {
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
    const isOver = p.open === null && p.expires <= m.now
    return p.status === 'confirmed' && !isOver ? 'payment_in_use' : 'payment_not_confirmed'
  }
  const refused = !m.mitras[target]?.online
    ? 'targeted_mitra_offline'
    : load(m, target, p.customer) >= m.rules.capacity
      ? 'targeted_mitra_at_capacity'
      : undefined
  if (refused !== undefined) {
    p.expires = Math.max(p.expires, m.now + 5 * minutes)
    // A double tap is on record once; no history lets less than 10 s pass.
    const isRepeated = Object.values(m.failures).some(
      ({ payment, cause, refusedAt }) => payment === key && cause === refused && refusedAt === m.now,
    )
    if (!isRepeated) (m.failures[fail(m, key, refused, priceOf(p))] as Failure).refusedAt = m.now
    return refused
  }
  if (searchesAlready(m, p.customer)) return 'already_searching'
  newChat(m, key, true, [target])
  return 'ok'
}
