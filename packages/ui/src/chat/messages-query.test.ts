import type { Message } from '@bestie/contracts/chat'
import { messagesPerPage as page } from '@bestie/contracts/limits'
import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, expect, it, vi } from 'vitest'
import type { Bestie } from '../bestie'
import { type Block, blockSize, blocksOf } from './blocks'
import type { ChatHistory } from './history'
import { messagesKey, messagesQuery, readOlder } from './messages-query'

afterEach(() => vi.useRealTimers())

const last = 10_000
const nothing = { delivered_seq: 0, read_seq: 0 }

/** A server with this many messages. */
const get = async (path: string) => {
  const after = Number(new URL(path, 'http://bestie.test').searchParams.get('after_seq'))
  const items = Array.from({ length: Math.min(page, last - after) }, (_, index) => ({ seq: after + 1 + index }) as Message)
  return { items, next_cursor: after + page < last ? String(after + page) : null, mine: nothing, theirs: nothing }
}

it('older messages come page by page, to the very first one, and those that are here stay untouched', async () => {
  const queries = new QueryClient()
  const bestie = { prefix: '/api/client', queries, api: { get } } as unknown as Bestie
  const messages = () => queries.getQueryData<ChatHistory>(messagesKey('long'))?.messages ?? []
  await queries.fetchQuery(messagesQuery(bestie, 'long', last))
  let blocks: Block[] = blocksOf(messages())
  let pages = 0
  for (; messages()[0]?.seq !== 1; pages += 1) {
    await readOlder(bestie, 'long')
    const now = blocksOf(messages(), blocks)
    // The first one may have been filled up.
    const kept = blocks.slice(1)
    expect(now.slice(now.length - kept.length).every((block, index) => block === kept[index])).toBe(true)
    expect(now.length - blocks.length).toBeLessThanOrEqual(page / blockSize)
    blocks = now
  }
  expect(pages).toBe(Math.ceil((last - 60) / page))
  expect(messages().map(({ seq }) => seq)).toEqual(Array.from({ length: last }, (_, index) => index + 1))
})

it('a chat that was on no screen for an hour is forgotten, so that a reconnection does not read every chat of a long day', async () => {
  vi.useFakeTimers()
  const queries = new QueryClient()
  const bestie = { prefix: '/api/mitra', queries, api: { get } } as unknown as Bestie
  const onScreen = new QueryObserver(queries, messagesQuery(bestie, 'live', last)).subscribe(() => {})
  await queries.fetchQuery(messagesQuery(bestie, 'over', last))
  const known = () => queries.getQueriesData({ queryKey: ['messages'] }).map(([[, chatId]]) => chatId)
  await vi.advanceTimersByTimeAsync(59 * 60_000)
  expect(known()).toEqual(['live', 'over'])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(known()).toEqual(['live'])
  onScreen()
})
