import type { RefusalCode } from '@bestie/contracts/errors'
import type { ServerToApp } from '@bestie/contracts/events'
import type { RequestCard } from '@bestie/contracts/pairing'

export type Answer = 'accept' | 'decline'
export type CloseReason = Parameters<ServerToApp['chat_request_closed']>[0]['reason']

/** What the mitra is told about a card that is gone: who or what closed it. */
export type Notice = 'taken' | 'cancelled' | 'timeout' | 'offline'

/** Why an answer did not take effect although the card is still open. */
export type Trouble = 'at_capacity' | 'not_sent'

export type QueuedRequest = RequestCard & {
  /** The step at which the card came, or at which the list that brought it was asked for: only a list of an earlier step leaves it. */
  since: number
  answering: Answer | null
  trouble: Trouble | null
  /** Comes also at capacity: the mitra opened it from that list, or the server, which knows better, has asked just now. */
  wanted: boolean
}

export type RequestQueue = {
  /** In order of arrival: the card under the mitra's finger is never swapped for a newer one. */
  cards: readonly QueuedRequest[]
  /** Put aside by the mitra: no longer in the overlay, still in the list of open requests. */
  aside: ReadonlySet<string>
  /** How many more customers the mitra may accept, as far as is known. */
  places: number
  notice: Notice | null
  /** Counts events, so that an answer of the server can be placed before or after an event. */
  step: number
  /** The step at which each card went away; a list that was asked for earlier does not bring it back. */
  gone: ReadonlyMap<string, number>
  listed: number
}

export type RequestEvent =
  | { type: 'opened'; card: RequestCard }
  | { type: 'closed'; id: string; reason: CloseReason }
  | { type: 'listed'; cards: readonly RequestCard[]; askedAt: number; now: number }
  | { type: 'places'; places: number }
  | { type: 'clock'; now: number }
  | { type: 'answering'; id: string; answer: Answer }
  | { type: 'answered'; id: string }
  | { type: 'refused'; id: string; code: RefusalCode | 'network' }
  | { type: 'put_aside'; id: string }
  | { type: 'brought_back'; id: string }
  | { type: 'notice_seen' }

export const emptyQueue: RequestQueue = {
  cards: [],
  aside: new Set(),
  places: Number.POSITIVE_INFINITY,
  notice: null,
  step: 0,
  gone: new Map(),
  listed: 0,
}

/**
 * Whether a card stays in the list instead of covering the screen: it was put aside, or the mitra is at capacity and
 * could not accept it. A returning request comes all the same: its customer may be in a chat with this mitra already.
 */
export function isInList({ aside, places }: RequestQueue, card: QueuedRequest): boolean {
  if (aside.has(card.chat_session_id)) return true
  return places <= 0 && card.request_type === 'general' && !card.wanted && !card.answering && !card.trouble
}

/** The card that the overlay shows: the first that does not stay in the list. */
export const cardInFront = (queue: RequestQueue): QueuedRequest | undefined => queue.cards.find((card) => !isInList(queue, card))

const noticeOfReason: Record<CloseReason, Notice | null> = {
  taken: 'taken',
  cancelled: 'cancelled',
  timeout: 'timeout',
  offline: 'offline',
  accepted: null,
  declined: null,
}

const noticeOfRefusal: Partial<Record<RefusalCode | 'network', Notice>> = {
  request_taken: 'taken',
  request_not_searching: 'taken',
  request_declined: 'taken',
  deadline_passed: 'taken',
  not_found: 'taken',
  mitra_offline: 'offline',
}

const isOver = (card: RequestCard, now: number) => Date.parse(card.deadline_at) <= now

/** A mitra's open requests, updated by sockets, lists, taps and the clock, in whatever order these arrive. */
export function requestQueue(queue: RequestQueue, event: RequestEvent): RequestQueue {
  const step = queue.step + 1
  const find = (id: string) => queue.cards.find((card) => card.chat_session_id === id)

  const change = (id: string, changes: Partial<QueuedRequest>): RequestQueue => ({
    ...queue,
    step,
    cards: queue.cards.map((card) => (card.chat_session_id === id ? { ...card, ...changes } : card)),
  })

  const remove = (ids: readonly string[], notice: Notice | null): RequestQueue => ({
    ...queue,
    step,
    cards: queue.cards.filter((card) => !ids.includes(card.chat_session_id)),
    aside: without(queue.aside, ids),
    notice: notice ?? queue.notice,
    gone: new Map([...queue.gone, ...ids.map((id) => [id, step] as const)]),
  })

  switch (event.type) {
    case 'opened': {
      const id = event.card.chat_session_id
      if (find(id)) return change(id, event.card)
      const gone = new Map(queue.gone)
      gone.delete(id)
      const card = { ...event.card, since: step, answering: null, trouble: null, wanted: queue.places <= 0 }
      return { ...queue, step, gone, cards: [...queue.cards, card] }
    }

    case 'closed': {
      const accepted = event.reason === 'accepted' && find(event.id) !== undefined
      const closed = remove([event.id], find(event.id) ? noticeOfReason[event.reason] : null)
      return accepted ? onePlaceLess(closed) : closed
    }

    case 'listed':
      return takeList(queue, event, step)

    case 'places':
      return { ...queue, step, places: event.places }

    case 'clock': {
      // A card whose answer is under way stays: the server may have received the answer in time.
      const over = queue.cards.filter((card) => !card.answering && isOver(card, event.now))
      if (over.length === 0) return queue
      return remove(
        over.map((card) => card.chat_session_id),
        'timeout',
      )
    }

    case 'answering':
      return { ...change(event.id, { answering: event.answer, trouble: null }), notice: null }

    case 'answered': {
      const accepted = find(event.id)?.answering === 'accept'
      return accepted ? onePlaceLess(remove([event.id], null)) : remove([event.id], null)
    }

    case 'refused': {
      const notice = noticeOfRefusal[event.code]
      if (notice) return remove([event.id], notice)
      const trouble = event.code === 'mitra_at_capacity' ? 'at_capacity' : 'not_sent'
      return change(event.id, { answering: null, trouble })
    }

    case 'put_aside':
      return { ...change(event.id, { wanted: false }), aside: new Set([...queue.aside, event.id]) }

    case 'brought_back':
      return { ...change(event.id, { wanted: true }), aside: without(queue.aside, [event.id]) }

    case 'notice_seen':
      return { ...queue, notice: null }
  }
}

const without = (set: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> =>
  ids.some((id) => set.has(id)) ? new Set([...set].filter((each) => !ids.includes(each))) : set

/** Counted at once, so that the next card does not flash over the new chat until the server's own count is read. */
const onePlaceLess = (queue: RequestQueue): RequestQueue => ({ ...queue, places: queue.places - 1 })

/** A list is true for the moment it was asked for: cards that came or went since then take precedence. */
function takeList(queue: RequestQueue, list: Extract<RequestEvent, { type: 'listed' }>, step: number): RequestQueue {
  if (list.askedAt < queue.listed) return queue
  const open = new Map(list.cards.map((card) => [card.chat_session_id, card]))

  const kept = queue.cards.flatMap((card) => {
    const fresh = open.get(card.chat_session_id)
    // The list could be read, so the line is back, and an answer that got lost may be given again.
    if (fresh) return { ...card, ...fresh, trouble: card.trouble === 'not_sent' ? null : card.trouble }
    return card.since > list.askedAt || card.answering ? card : []
  })

  const known = new Set(queue.cards.map((card) => card.chat_session_id))
  const added = list.cards
    .filter((card) => !known.has(card.chat_session_id) && !isOver(card, list.now))
    .filter((card) => (queue.gone.get(card.chat_session_id) ?? -1) <= list.askedAt)
    .toSorted((a, b) => Date.parse(a.deadline_at) - Date.parse(b.deadline_at))
    .map((card) => ({ ...card, since: list.askedAt, answering: null, trouble: null, wanted: false }))

  const cards = [...kept, ...added]
  // What closed before the app was loaded comes again if it opens again.
  const aside = without(
    queue.aside,
    [...queue.aside].filter((id) => !cards.some((card) => card.chat_session_id === id)),
  )
  const gone = new Map([...queue.gone].filter(([, at]) => at > list.askedAt))
  return { ...queue, step, listed: list.askedAt, gone, aside, cards }
}
