import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Message, MessageAck } from '@bestie/contracts/chat'
import { io, type Socket } from 'socket.io-client'
import type { Account } from '../accounts'
import type { Answer } from '../ask'

/** How long one try may take, and how long without any answer until a good client tells its user that nothing works; in ms. */
const patience = 5_000
const despair = 60_000

/** What one device knows of a chat: its messages in the order of `seq`, and the acks of the messages that it sent. */
export interface Conversation {
  messages: Pick<Message, 'id' | 'seq' | 'client_message_id'>[]
  /** The device's own acknowledged messages by their `client_message_id`, and when the ack came (`performance.now`). */
  acked: Map<string, { id: string; seq: number; at: number }>
}

/** An app as it should be: it retries under the same keys until it has an answer, and reads what it missed. */
export interface App {
  id: string
  conversations: Map<string, Conversation>
  socket: Socket
  read(path: string): Promise<Answer>
  /** Sends a command under one Idempotency-Key, as often as it takes. */
  command(path: string, body?: object): Promise<Answer>
  /** Sends a message under one `client_message_id` until it is acknowledged (true) or refused (false). */
  say(chatId: string, body: string): Promise<boolean>
  /** Follows a chat: keeps its messages, and reads again after every connection. */
  follow(chatId: string): Conversation
  catchUp(chatId: string): Promise<void>
  /** Resolves with the next event, or after this many ms. */
  hint(ms: number): Promise<void>
  close(): void
}

/** Opens this person's app at `url`. */
export function openApp(url: string, side: 'client' | 'mitra', { id, token }: Account): App {
  const conversations = new Map<string, Conversation>()
  const catchingUp = new Map<string, Promise<void>>()
  const socket = io(url, {
    transports: ['websocket'],
    auth: { token },
    forceNew: true,
    reconnectionDelay: 100,
    reconnectionDelayMax: 1_000,
    timeout: patience,
  })
  let closed = false
  const again = () => {
    // When the server turns a socket away instead of cutting it off, the library leaves the reconnecting to us.
    if (!socket.active && !closed) setTimeout(() => socket.connect(), 300)
  }
  socket.on('connect_error', again)
  socket.on('disconnect', again)
  socket.on('connect', () => {
    for (const chatId of conversations.keys()) void app.catchUp(chatId)
  })
  socket.on('message', (message: Message) => keep(message.chat_session_id, message))

  function keep(chatId: string, message: Conversation['messages'][number]): void {
    const { messages } = app.follow(chatId)
    const next = (messages.at(-1)?.seq ?? 0) + 1
    if (message.seq === next) messages.push(message)
    else if (message.seq > next) void app.catchUp(chatId)
  }

  async function readMissed(chatId: string): Promise<void> {
    const { messages } = app.follow(chatId)
    for (;;) {
      const after = messages.at(-1)?.seq ?? 0
      const { body } = await app.read(`/api/${side}/chats/${chatId}/messages?after_seq=${after}`)
      const items = (body.items ?? []) as Message[]
      for (const message of items) if (message.seq === (messages.at(-1)?.seq ?? 0) + 1) messages.push(message)
      if (items.length === 0) return
    }
  }

  async function untilAnswered(method: string, path: string, headers: Record<string, string>, body?: object): Promise<Answer> {
    const startedAt = performance.now()
    for (let tries = 1; ; tries += 1) {
      try {
        const response = await fetch(url + path, {
          method,
          headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }), ...headers },
          signal: AbortSignal.timeout(patience),
          ...(body && { body: JSON.stringify(body) }),
        })
        const text = await response.text()
        if (response.status < 500 && response.status !== 429) return { status: response.status, body: JSON.parse(text) }
      } catch {
        // No answer: the outcome is unknown, so the request is sent again.
      }
      if (performance.now() - startedAt > despair) throw new Error(`no answer in a minute: ${method} ${path}`)
      await sleep(Math.min(100 * tries, 1_000) * (0.5 + Math.random()))
    }
  }

  const app: App = {
    id,
    conversations,
    socket,
    read: (path) => untilAnswered('GET', path, {}),
    command: (path, body) => untilAnswered('POST', path, { 'idempotency-key': randomUUID() }, body),
    async say(chatId, body) {
      const frame = { chat_session_id: chatId, client_message_id: randomUUID(), body }
      const startedAt = performance.now()
      for (;;) {
        const ack = (await socket
          .timeout(patience)
          .emitWithAck('message', frame)
          .catch(() => undefined)) as MessageAck | undefined
        if (ack?.ok) {
          app.follow(chatId).acked.set(frame.client_message_id, { id: ack.id, seq: ack.seq, at: performance.now() })
          keep(chatId, { id: ack.id, seq: ack.seq, client_message_id: frame.client_message_id })
          return true
        }
        if (ack?.code === 'chat_not_active') return false
        if (ack !== undefined && ack.code !== 'unavailable') throw new Error(`a message was refused: ${ack.code}`)
        if (performance.now() - startedAt > despair) throw new Error('no ack in a minute')
        await sleep(100)
      }
    },
    follow(chatId) {
      const known = conversations.get(chatId) ?? { messages: [], acked: new Map() }
      conversations.set(chatId, known)
      return known
    },
    catchUp(chatId) {
      const running = catchingUp.get(chatId) ?? readMissed(chatId).finally(() => catchingUp.delete(chatId))
      catchingUp.set(chatId, running)
      return running
    },
    hint: (ms) =>
      new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer)
          socket.offAny(done)
          resolve()
        }
        const timer = setTimeout(done, ms)
        socket.onAny(done)
      }),
    close() {
      closed = true
      socket.disconnect()
    },
  }
  return app
}
