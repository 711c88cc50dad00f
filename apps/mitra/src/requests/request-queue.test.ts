import type { RequestCard } from '@bestie/contracts/pairing'
import { describe, expect, it } from 'vitest'
import { cardInFront, emptyQueue, type RequestEvent, type RequestQueue, requestQueue } from './request-queue'

const start = Date.parse('2026-01-01T00:00:00Z')

const card = (id: string, secondsLeft = 60, more: Partial<RequestCard> = {}): RequestCard => ({
  chat_session_id: id,
  request_type: 'general',
  topic_sensitivity: 'regular',
  call_name: 'Teman',
  duration_minutes: 30,
  deadline_at: new Date(start + secondsLeft * 1000).toISOString(),
  ...more,
})

const after = (events: RequestEvent[], queue: RequestQueue = emptyQueue) => events.reduce(requestQueue, queue)
const opened = (id: string, secondsLeft?: number): RequestEvent => ({ type: 'opened', card: card(id, secondsLeft) })
const ids = (queue: RequestQueue) => queue.cards.map((open) => open.chat_session_id)
const listed = (cards: RequestCard[], askedAt: number, now = start): RequestEvent => ({ type: 'listed', cards, askedAt, now })

describe('request queue', () => {
  it('shows several open requests one after the other, in the order in which they came', () => {
    const queue = after([opened('a'), opened('b', 5)])
    expect(cardInFront(queue)?.chat_session_id).toBe('a')
    expect(cardInFront(after([{ type: 'closed', id: 'a', reason: 'cancelled' }], queue))?.chat_session_id).toBe('b')
  })

  it('keeps one card for a request that is announced twice', () => {
    expect(ids(after([opened('a'), opened('a')]))).toEqual(['a'])
  })

  it.each([
    ['taken', 'taken'],
    ['cancelled', 'cancelled'],
    ['timeout', 'timeout'],
    ['offline', 'offline'],
    ['accepted', null],
    ['declined', null],
  ] as const)('[C5] closes a card at once; %s is told as %s', (reason, notice) => {
    const queue = after([opened('a'), { type: 'closed', id: 'a', reason }])
    expect(queue.cards).toEqual([])
    expect(queue.notice).toBe(notice)
  })

  it('says nothing about a request that was not on the screen', () => {
    expect(after([{ type: 'closed', id: 'a', reason: 'taken' }]).notice).toBeNull()
  })

  it('[F3] lets a card go at its deadline, not a moment before', () => {
    const queue = after([opened('a', 7)])
    expect(ids(after([{ type: 'clock', now: start + 6_999 }], queue))).toEqual(['a'])
    expect(ids(after([{ type: 'clock', now: start + 7_000 }], queue))).toEqual([])
  })

  it('keeps a card past its deadline while its answer is under way', () => {
    const queue = after([opened('a', 7), { type: 'answering', id: 'a', answer: 'accept' }])
    expect(ids(after([{ type: 'clock', now: start + 8_000 }], queue))).toEqual(['a'])
  })

  it('[F6] tells the loser of an accept that the request is no longer available', () => {
    const queue = after([
      opened('a'),
      { type: 'answering', id: 'a', answer: 'accept' },
      { type: 'refused', id: 'a', code: 'request_taken' },
    ])
    expect(queue.cards).toEqual([])
    expect(queue.notice).toBe('taken')
  })

  it.each([
    ['mitra_at_capacity', 'at_capacity'],
    ['network', 'not_sent'],
  ] as const)('keeps the card open when the answer fails with %s', (code, trouble) => {
    const queue = after([opened('a'), { type: 'answering', id: 'a', answer: 'accept' }, { type: 'refused', id: 'a', code }])
    expect(queue.cards[0]).toMatchObject({ answering: null, trouble })
  })

  it('leaves a card that was put aside in the list, and brings it back on demand', () => {
    const queue = after([opened('a'), { type: 'put_aside', id: 'a' }])
    expect(cardInFront(queue)).toBeUndefined()
    expect(ids(queue)).toEqual(['a'])
    expect(cardInFront(after([{ type: 'brought_back', id: 'a' }], queue))?.chat_session_id).toBe('a')
  })

  it('leaves a card in the list that was put aside before a reload, until that request is over', () => {
    const reloaded = after([listed([card('a'), card('b')], 0)], { ...emptyQueue, aside: new Set(['a', 'gone-meanwhile']) })
    expect(cardInFront(reloaded)?.chat_session_id).toBe('b')
    expect([...reloaded.aside]).toEqual(['a'])
    const again = after(
      [{ type: 'closed', id: 'a', reason: 'timeout' }, { type: 'closed', id: 'b', reason: 'taken' }, opened('a')],
      reloaded,
    )
    expect(cardInFront(again)?.chat_session_id).toBe('a')
  })

  describe('while the mitra has no place for another customer', () => {
    const places = (count: number): RequestEvent => ({ type: 'places', places: count })
    const accept = (id: string): RequestEvent[] => [
      { type: 'answering', id, answer: 'accept' },
      { type: 'answered', id },
    ]

    it('leaves the other requests in the list from the accept on, and lets them come when a chat is over', () => {
      const queue = after([places(1), opened('a'), opened('b'), ...accept('a')])
      expect(cardInFront(queue)).toBeUndefined()
      expect(ids(queue)).toEqual(['b'])
      expect(cardInFront(after([places(1)], queue))?.chat_session_id).toBe('b')
    })

    it('counts an accept once, whether its answer or its event comes first', () => {
      const closed: RequestEvent = { type: 'closed', id: 'a', reason: 'accepted' }
      const [answering, answered] = accept('a') as [RequestEvent, RequestEvent]
      for (const order of [
        [answered, closed],
        [closed, answered],
      ]) {
        const queue = after([places(2), opened('a'), opened('b'), answering, ...order])
        expect(cardInFront(queue)?.chat_session_id).toBe('b')
      }
    })

    it('shows what the server asks now: it knows of a place that is not known here yet', () => {
      expect(cardInFront(after([places(0), opened('a')]))?.chat_session_id).toBe('a')
    })

    it('shows a request that the mitra opens, and a returning one, whose customer may be here already', () => {
      const full = after([places(0), listed([card('a')], 0)])
      expect(cardInFront(full)).toBeUndefined()
      expect(cardInFront(after([{ type: 'brought_back', id: 'a' }], full))?.chat_session_id).toBe('a')
      const returning = card('b', 20, { request_type: 'returning' })
      expect(cardInFront(after([{ type: 'opened', card: returning }], full))?.chat_session_id).toBe('b')
    })
  })

  describe('a list of the open requests', () => {
    it('[F5] fills an empty queue, most urgent first, without what is already over', () => {
      const queue = after([listed([card('late', 60), card('soon', 10), card('over', -1)], 0)])
      expect(ids(queue)).toEqual(['soon', 'late'])
    })

    it('does not bring back a card that was closed after it was asked for', () => {
      const queue = after([opened('a'), opened('b')])
      const closed = after([{ type: 'closed', id: 'a', reason: 'taken' }], queue)
      expect(ids(after([listed([card('a'), card('b')], queue.step)], closed))).toEqual(['b'])
    })

    it('does not take away a card that came after it was asked for', () => {
      const queue = after([opened('a')])
      expect(ids(after([listed([], queue.step - 1)], queue))).toEqual(['a'])
    })

    it('takes away a card that ended while the app was not connected', () => {
      const queue = after([opened('a')])
      expect(ids(after([listed([], queue.step)], queue))).toEqual([])
    })

    it('takes away a card that a list brought, although nothing has happened since that one was asked for', () => {
      expect(ids(after([listed([card('a')], 0), listed([], 0)]))).toEqual([])
    })

    it('ends the note about an answer that was not sent, since the line is back', () => {
      const queue = after([opened('a'), { type: 'refused', id: 'a', code: 'network' }])
      expect(after([listed([card('a')], queue.step)], queue).cards[0]).toMatchObject({ trouble: null })
    })

    it('is ignored when a later one has been taken already', () => {
      const queue = after([opened('a'), opened('b'), listed([card('b')], 2)])
      expect(ids(after([listed([card('a'), card('b')], 1)], queue))).toEqual(['b'])
    })
  })

  it('shows a request again that is announced anew after the mitra was offline', () => {
    expect(ids(after([opened('a'), { type: 'closed', id: 'a', reason: 'offline' }, opened('a')]))).toEqual(['a'])
  })
})
