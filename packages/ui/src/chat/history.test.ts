import type { Message } from '@bestie/contracts/chat'
import { expect, it } from 'vitest'
import { contiguousSeq, furthest, hasGap, mergeMessages, unreadOf } from './history'

const message = (seq: number): Message => ({
  chat_session_id: 'chat',
  id: `m${seq}`,
  seq,
  client_message_id: `c${seq}`,
  sender_role: 'mitra',
  body: String(seq),
  created_at: '2026-01-01T00:00:00Z',
})
const seqs = (messages: Message[]) => messages.map((each) => each.seq)

it('each message is shown once and in order, however it came', () => {
  expect(seqs(mergeMessages([message(3), message(4)], [message(5), message(2), message(4), message(5)]))).toEqual([2, 3, 4, 5])
})

it('nothing new is the same list', () => {
  const known = [message(1), message(2)]
  expect(mergeMessages(known, [message(2)])).toBe(known)
})

it('a gap is read again from the last message before it', () => {
  const messages = mergeMessages([message(7), message(8)], [message(11)])
  expect(contiguousSeq(messages)).toBe(8)
  expect(hasGap(messages)).toBe(true)
  expect(hasGap(mergeMessages(messages, [message(9), message(10)]))).toBe(false)
})

it('cursors never move back, and what was read was delivered', () => {
  expect(furthest({ delivered_seq: 5, read_seq: 2 }, { delivered_seq: 3, read_seq: 3 })).toEqual({
    delivered_seq: 5,
    read_seq: 3,
  })
  expect(furthest({ delivered_seq: 1, read_seq: 0 }, { delivered_seq: 0, read_seq: 4 })).toEqual({
    delivered_seq: 4,
    read_seq: 4,
  })
})

it('only messages of the other side are news, and none before they are here', () => {
  const cursor = { delivered_seq: 0, read_seq: 1 }
  const messages = [message(1), message(2), { ...message(3), sender_role: 'customer' as const }]
  const history = { messages, mine: cursor, heard: cursor, theirs: cursor }
  expect(unreadOf(history, 'customer')).toBe(1)
  expect(unreadOf({ ...history, mine: { delivered_seq: 2, read_seq: 2 } }, 'customer')).toBe(0)
  expect(unreadOf(undefined, 'customer')).toBe(0)
})
