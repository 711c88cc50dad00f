import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { useBestie, useConnectionState, useServerEvent } from '../bestie'
import type { OutgoingMessage } from '../outgoing'
import { type ChatHistory, contiguousSeq } from './history'
import { messagesKey, messagesQuery, readOlder } from './messages-query'

const typingEveryMs = 2_000
const typingLastsMs = 4_500

/** One chat: its messages, the unsent ones, the other side's progress and typing, and what the user can do. */
export function useChat(chatId: string, { lastSeq = 0 }: { lastSeq?: number } = {}) {
  const bestie = useBestie()
  const { outgoing, queries, connection, role } = bestie
  const query = useQuery(messagesQuery(bestie, chatId, lastSeq))
  const history = query.data
  const queue = useSyncExternalStore(outgoing.subscribe, () => outgoing.list(chatId))
  const [loadingOlder, setLoadingOlder] = useState(false)
  const isLoadingOlder = useRef(false)

  const waiting = useMemo<readonly OutgoingMessage[]>(() => {
    const stored = new Set(history?.messages.map((message) => message.client_message_id))
    return queue.filter((message) => !stored.has(message.client_message_id))
  }, [queue, history?.messages])

  const upTo = contiguousSeq(history?.messages ?? [])
  const connected = useConnectionState() === 'connected'

  // Opening a chat delivers the messages that were read from the server, not those from the socket.
  const deliveredSeq = history?.mine.delivered_seq ?? 0
  useEffect(() => {
    if (connected && upTo > deliveredSeq) connection.hint('delivered', { chat_session_id: chatId, up_to_seq: upTo })
  }, [connected, upTo, deliveredSeq, connection, chatId])

  const typedAt = useRef(0)
  return {
    messages: history?.messages ?? [],
    waiting,
    theirs: history?.theirs ?? { delivered_seq: 0, read_seq: 0 },
    isPending: query.isPending,
    error: history ? null : query.error,
    refetch: query.refetch,
    hasOlder: (history?.messages[0]?.seq ?? 1) > 1,
    loadingOlder,
    loadOlder: () => {
      if (isLoadingOlder.current) return
      isLoadingOlder.current = true
      setLoadingOlder(true)
      readOlder(bestie, chatId)
        .catch(() => {})
        .finally(() => {
          isLoadingOlder.current = false
          setLoadingOlder(false)
        })
    },
    otherIsTyping: useOtherIsTyping(chatId, history),
    send: (body: string) => {
      // For the other side a message ends the typing, so the next letter is reported again.
      typedAt.current = 0
      return outgoing.add(chatId, body)
    },
    retry: outgoing.retry,
    discard: outgoing.discard,
    /** Call this while the newest message is in sight. */
    markRead: () => {
      if (!history || upTo <= history.mine.read_seq) return
      if (!connection.hint('read', { chat_session_id: chatId, up_to_seq: upTo })) return
      queries.setQueryData<ChatHistory>(
        messagesKey(chatId),
        (now) => now && { ...now, mine: { delivered_seq: upTo, read_seq: upTo } },
      )
    },
    noteTyping: () => {
      if (Date.now() - typedAt.current < typingEveryMs) return
      typedAt.current = Date.now()
      connection.typing(chatId)
    },
    role,
  }
}

export type Chat = ReturnType<typeof useChat>

/** The other side counts as typing until no news has come for a moment, or their message is here. */
function useOtherIsTyping(chatId: string, history: ChatHistory | undefined): boolean {
  const { role } = useBestie()
  const [typing, setTyping] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useServerEvent('typing', (event) => {
    if (event.chat_session_id !== chatId || event.sender_role === role) return
    setTyping(true)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setTyping(false), typingLastsMs)
  })
  const theirLast = history?.messages.findLast((message) => message.sender_role !== role)?.seq
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message of theirs is what ends the typing
  useEffect(() => setTyping(false), [theirLast])
  useEffect(() => () => clearTimeout(timer.current), [])
  return typing
}
