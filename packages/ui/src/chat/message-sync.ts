import type { Message } from '@bestie/contracts/chat'
import type { QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useBestie, useReconnect, useServerEvent } from '../bestie'
import { type ChatHistory, contiguousSeq, furthest, hasGap, mergeMessages } from './history'
import { messagesKey, messagesQuery } from './messages-query'

/**
 * Keeps the messages of all known chats as the server has them, whatever screen is open: takes in what the socket
 * brings, reads again over a gap or a lost line, and tells the server what was delivered to this device.
 */
export function useMessageSync(): void {
  const bestie = useBestie()
  const { connection, outgoing, queries, role } = bestie

  const confirmDelivery = (chatId: string, history: ChatHistory) => {
    const upTo = contiguousSeq(history.messages)
    if (upTo > history.mine.delivered_seq && connection.hint('delivered', { chat_session_id: chatId, up_to_seq: upTo })) {
      queries.setQueryData<ChatHistory>(messagesKey(chatId), { ...history, mine: { ...history.mine, delivered_seq: upTo } })
    }
  }

  useServerEvent('message', (message) => {
    const chatId = message.chat_session_id
    const history = takeIn(queries, message)
    if (history && !hasGap(history.messages)) return message.sender_role === role ? undefined : confirmDelivery(chatId, history)
    void readAround(message)
  })

  /** A known chat is read from its last seq without a gap, an unknown one the way a chat opens. */
  const readAround = async (message: Message) => {
    const chatId = message.chat_session_id
    const query = messagesQuery(bestie, chatId, message.seq)
    try {
      // A read that was already under way may have passed the message by.
      await queries.fetchQuery(query)
      let history = takeIn(queries, message)
      if (history && hasGap(history.messages)) history = await queries.fetchQuery(query)
      if (history) confirmDelivery(chatId, history)
    } catch {
      // The next message, reconnection or visit reads again.
    }
  }

  useServerEvent('message_status', ({ chat_session_id, up_to_seq, status }) => {
    queries.setQueryData<ChatHistory>(messagesKey(chat_session_id), (history) => {
      if (!history) return history
      const news = { delivered_seq: up_to_seq, read_seq: status === 'read' ? up_to_seq : 0 }
      return { ...history, theirs: furthest(history.theirs, news) }
    })
  })

  useReconnect(async () => {
    await queries.refetchQueries({ queryKey: ['messages'] })
    for (const [key, history] of queries.getQueriesData<ChatHistory>({ queryKey: ['messages'] })) {
      if (history) confirmDelivery(String(key[1]), history)
    }
  })

  // One's own message takes its place in the history in the same moment that it leaves the outbox.
  useEffect(
    () =>
      outgoing.onSent(({ typed_at, refused, ...sent }) => {
        const history = takeIn(queries, { ...sent, sender_role: role })
        if (history && hasGap(history.messages)) queries.fetchQuery(messagesQuery(bestie, sent.chat_session_id)).catch(() => {})
      }),
    [bestie, outgoing, queries, role],
  )
}

function takeIn(queries: QueryClient, message: Message): ChatHistory | undefined {
  return queries.setQueryData<ChatHistory>(messagesKey(message.chat_session_id), (history) => {
    if (!history) return history
    const messages = mergeMessages(history.messages, [message])
    return messages === history.messages ? history : { ...history, messages }
  })
}
