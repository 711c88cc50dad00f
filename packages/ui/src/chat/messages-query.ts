import type { Messages } from '@bestie/contracts/chat'
import { messagesPerPage } from '@bestie/contracts/limits'
import { queryOptions } from '@tanstack/react-query'
import type { Bestie } from '../bestie'
import { type ChatHistory, contiguousSeq, furthest, mergeMessages } from './history'

/** How many messages a chat opens with; older ones are read when the user scrolls up to them. */
const opening = 60
/** How long a chat that is on no screen is kept, in ms: a tab open for weeks must not read every chat again at each reconnection. */
const keptMs = 60 * 60_000
const nothingRead = { delivered_seq: 0, read_seq: 0 }

export const messagesKey = (chatId: string) => ['messages', chatId] as const

/**
 * The messages of a chat. The first read starts near the end. Every later one asks only for messages
 * after the last `seq` before a gap, and joins them with what the socket brought meanwhile.
 */
export function messagesQuery(bestie: Bestie, chatId: string, lastSeq = 0) {
  const key = messagesKey(chatId)
  return queryOptions({
    queryKey: key,
    gcTime: keptMs,
    // Structural sharing compares lists by position: one more message at the front would make all the others look new.
    structuralSharing: false,
    queryFn: async (): Promise<ChatHistory> => {
      const before = bestie.queries.getQueryData<ChatHistory>(key)
      const fetched = await readAfter(bestie, chatId, before ? contiguousSeq(before.messages) : Math.max(0, lastSeq - opening))
      const meanwhile = bestie.queries.getQueryData<ChatHistory>(key)
      return join(meanwhile, fetched)
    },
  })
}

/** Reads the page of messages just before the oldest known one. */
export async function readOlder(bestie: Bestie, chatId: string): Promise<void> {
  const key = messagesKey(chatId)
  const first = bestie.queries.getQueryData<ChatHistory>(key)?.messages[0]?.seq ?? 1
  if (first <= 1) return
  const page = await readPage(bestie, chatId, Math.max(0, first - 1 - messagesPerPage))
  bestie.queries.setQueryData<ChatHistory>(key, (history) => join(history, page))
}

async function readAfter(bestie: Bestie, chatId: string, afterSeq: number): Promise<ChatHistory> {
  let history: ChatHistory | undefined
  for (let after = afterSeq; ; ) {
    const page = await readPage(bestie, chatId, after)
    history = join(history, page)
    const last = page.items.at(-1)
    if (page.next_cursor === null || !last) return history
    after = last.seq
  }
}

const readPage = (bestie: Bestie, chatId: string, afterSeq: number) =>
  bestie.api.get<Messages>(`${bestie.prefix}/chats/${chatId}/messages?after_seq=${afterSeq}`)

function join(history: ChatHistory | undefined, news: Messages | ChatHistory): ChatHistory {
  const { messages, heard } = 'items' in news ? { messages: news.items, heard: news.mine } : news
  return {
    messages: mergeMessages(history?.messages ?? [], messages),
    mine: furthest(history?.mine ?? nothingRead, news.mine),
    heard,
    theirs: furthest(history?.theirs ?? nothingRead, news.theirs),
  }
}
