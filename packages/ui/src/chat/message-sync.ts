import type { Message } from '@bestie/contracts/chat'
import type { QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useBestie, useReconnect, useServerEvent } from '../bestie'
import { type ChatHistory, contiguousSeq, furthest, hasGap, mergeMessages } from './history'
import { messagesKey, messagesQuery } from './messages-query'

/**
 * Keeps the messages of all known chats as the server has them, whatever screen is open: takes in what the socket
 * brings, reads again after a gap or a lost connection, and tells the server what was delivered to this device.
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

  /** A known chat is read from the last `seq` before its first gap, an unknown one as when a chat opens. */
  const readAround = async (message: Message) => {
    const chatId = message.chat_session_id
    const query = messagesQuery(bestie, chatId, message.seq)
    try {
      // A read that was already under way may have missed this message.
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
      if (!history) continue
      repeatUnheard(String(key[1]), history)
      confirmDelivery(String(key[1]), history)
    }
  })

  /** Sends cursors again that the server has not heard of: the connection may have been dead already. */
  const repeatUnheard = (chatId: string, { mine, heard }: ChatHistory) => {
    if (mine.delivered_seq > heard.delivered_seq)
      connection.hint('delivered', { chat_session_id: chatId, up_to_seq: mine.delivered_seq })
    if (mine.read_seq > heard.read_seq) connection.hint('read', { chat_session_id: chatId, up_to_seq: mine.read_seq })
  }

  // The user's own message appears in the history at the moment it leaves the unsent messages.
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
