import type { MessageAck } from '@bestie/contracts/chat'
import { randomId } from './random-id'
import { serverNow } from './server-clock'
import type { Stored } from './stored'

/** A message written on this device that the server has not acknowledged yet. */
export type OutgoingMessage = {
  client_message_id: string
  chat_session_id: string
  body: string
  /** When it was written, by the server's clock, in ms since the epoch. */
  typed_at: number
  /** The server's reason, once it has refused the message for good. */
  refused: string | null
}

type Line = {
  sendMessage(frame: { chat_session_id: string; client_message_id: string; body: string }): Promise<MessageAck>
  state(): string
  onReconnect(watcher: () => void): void
}

export type SentMessage = OutgoingMessage & { id: string; seq: number; created_at: string }

/** Refusals that pass by themselves: the message stays the first in its queue and is sent again. */
const passing = new Set(['rate_limited', 'unavailable', 'internal', 'unauthenticated'])
const nothing: readonly OutgoingMessage[] = []

export type Outgoing = ReturnType<typeof createOutgoing>

/**
 * The unsent messages. Each chat's are sent strictly in order, one at a time, each until it is acknowledged.
 * A message interrupted by a reload or a lost connection is sent again under the same id, which the server
 * stores once. Every message has its own storage key, so that two tabs never overwrite each other's.
 */
export function createOutgoing({
  line,
  storage,
  prefix,
  pause = (ms) => new Promise((resume) => setTimeout(resume, ms)),
}: {
  line: Line
  storage: Stored
  /** The signed-in user's own key prefix: what one person wrote is never sent as another. */
  prefix: () => string | null
  pause?: (ms: number) => Promise<void>
}) {
  const queues = new Map<string, readonly OutgoingMessage[]>()
  const sending = new Set<string>()
  const watchers = new Set<() => void>()
  const sentWatchers = new Set<(message: SentMessage) => void>()
  let loadedFor: string | null = null

  const list = (chatId: string) => queues.get(chatId) ?? nothing
  const find = (clientMessageId: string) => [...queues.values()].flat().find((each) => each.client_message_id === clientMessageId)

  function replace(chatId: string, queue: readonly OutgoingMessage[]): void {
    queues.set(chatId, queue)
    for (const watcher of watchers) watcher()
  }

  function keep(message: OutgoingMessage): void {
    if (loadedFor) storage.write(loadedFor + message.client_message_id, JSON.stringify(message))
    const queue = list(message.chat_session_id)
    const known = queue.some((each) => each.client_message_id === message.client_message_id)
    replace(
      message.chat_session_id,
      known ? queue.map((each) => (each.client_message_id === message.client_message_id ? message : each)) : [...queue, message],
    )
  }

  function forget(message: OutgoingMessage): void {
    if (loadedFor) storage.remove(loadedFor + message.client_message_id)
    replace(
      message.chat_session_id,
      list(message.chat_session_id).filter((each) => each.client_message_id !== message.client_message_id),
    )
  }

  async function flush(chatId: string): Promise<void> {
    if (sending.has(chatId)) return
    sending.add(chatId)
    const owner = loadedFor
    try {
      let patience = 500
      while (line.state() === 'connected' && loadedFor === owner) {
        const next = list(chatId).find((message) => message.refused === null)
        if (!next) return
        const { chat_session_id, client_message_id, body } = next
        const ack = await line.sendMessage({ chat_session_id, client_message_id, body }).catch(() => null)
        if (loadedFor !== owner) return
        if (ack?.ok) {
          patience = 500
          for (const watcher of sentWatchers) watcher({ ...next, id: ack.id, seq: ack.seq, created_at: ack.created_at })
          forget(next)
        } else if (ack && !passing.has(ack.code)) {
          keep({ ...next, refused: ack.code })
        } else {
          await pause(patience)
          patience = Math.min(patience * 2, 10_000)
        }
      }
    } finally {
      sending.delete(chatId)
    }
  }

  const flushAll = () => {
    for (const chatId of queues.keys()) void flush(chatId)
  }
  line.onReconnect(flushAll)

  return {
    /** Loads what the signed-in user left unsent; call it again when the user changes. */
    load(): void {
      loadedFor = prefix()
      queues.clear()
      const messages = loadedFor === null ? [] : storage.keys(loadedFor).flatMap((key) => parse(storage.read(key)))
      for (const message of messages.sort((a, b) => a.typed_at - b.typed_at)) {
        queues.set(message.chat_session_id, [...list(message.chat_session_id), message])
      }
      for (const watcher of watchers) watcher()
      flushAll()
    },
    /** Adds a message, which is kept here until the server has it. */
    add(chatId: string, body: string): void {
      const last = list(chatId).at(-1)?.typed_at ?? 0
      keep({
        client_message_id: randomId(),
        chat_session_id: chatId,
        body,
        typed_at: Math.max(Math.round(serverNow()), last + 1),
        refused: null,
      })
      void flush(chatId)
    },
    /** Sends a refused message once more. */
    retry(clientMessageId: string): void {
      const message = find(clientMessageId)
      if (!message) return
      keep({ ...message, refused: null })
      void flush(message.chat_session_id)
    },
    discard(clientMessageId: string): void {
      const message = find(clientMessageId)
      if (message) forget(message)
    },
    list,
    subscribe(watcher: () => void): () => void {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    onSent(watcher: (message: SentMessage) => void): () => void {
      sentWatchers.add(watcher)
      return () => sentWatchers.delete(watcher)
    },
  }
}

function parse(text: string | null): OutgoingMessage[] {
  try {
    const message = JSON.parse(text ?? 'null') as OutgoingMessage | null
    return message?.client_message_id ? [message] : []
  } catch {
    return []
  }
}
