import type { MessageAck } from '@bestie/contracts/chat'
import type { AppToServer, ServerEventName, ServerToApp } from '@bestie/contracts/events'
import { io, type Socket } from 'socket.io-client'
import { defangAll } from './defang'
import type { SessionStore } from './session'

export type ConnectionState = 'connected' | 'connecting' | 'offline'

export type Connection = {
  state(): ConnectionState
  subscribe(watcher: () => void): () => void
  /** Called each time the connection is up, including the first time: events may have been missed, so read again. */
  onReconnect(watcher: () => void): () => void
  on<Name extends ServerEventName>(name: Name, handler: ServerToApp[Name]): () => void
  /** Resolves with the server's answer; rejects if none came. */
  sendMessage(frame: Parameters<AppToServer['message']>[0]): Promise<MessageAck>
  /** Sends a hint and returns true. While the connection is down it is dropped: later it would be worthless. */
  hint(name: 'delivered' | 'read', frame: { chat_session_id: string; up_to_seq: number }): boolean
  typing(chatId: string): void
  start(): void
  stop(): void
}

/** The app's one socket, kept connected as long as someone is signed in. */
export function createConnection({ baseUrl, session }: { baseUrl: string; session: SessionStore }): Connection {
  const watchers = new Set<() => void>()
  const reconnectWatchers = new Set<() => void>()
  let state: ConnectionState = 'connecting'
  let wanted = false
  let retry: ReturnType<typeof setTimeout> | undefined
  let token: string | undefined

  const socket: Socket<ServerToApp, AppToServer> = io(baseUrl || location.origin, {
    path: '/socket.io',
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    autoConnect: false,
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
    timeout: 8_000,
    auth: (give) => {
      token = session.get()?.token
      give({ token })
    },
  })

  const become = (next: ConnectionState) => {
    if (next === state) return
    state = next
    for (const watcher of watchers) watcher()
  }
  const connectIn = (ms: number) => {
    clearTimeout(retry)
    retry = setTimeout(() => wanted && socket.connect(), ms)
  }
  // The browser notices a lost network long before a heartbeat does.
  // Once it says that the network is back, waiting longer is pointless.
  const restart = () => {
    if (wanted) socket.disconnect().connect()
  }

  socket.on('connect', () => {
    become('connected')
    for (const watcher of reconnectWatchers) watcher()
  })
  socket.on('disconnect', (reason) => {
    become('connecting')
    // The client library leaves it to us to reconnect after the server hung up.
    if (reason === 'io server disconnect') connectIn(1_000)
  })
  socket.on('connect_error', (error: Error & { data?: { code?: string } }) => {
    become('offline')
    if (error.data?.code === 'unauthenticated') session.end(token)
    if (!socket.active) connectIn(3_000)
  })

  window.addEventListener('online', restart)
  window.addEventListener('offline', restart)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && !socket.connected) restart()
  })

  return {
    state: () => state,
    subscribe: watch(watchers),
    onReconnect: watch(reconnectWatchers),
    on(name, handler) {
      const hear = (data: Parameters<typeof handler>[0]) => handler(defangAll(data) as never)
      socket.on(name, hear as never)
      return () => socket.off(name, hear as never)
    },
    sendMessage: (frame) => socket.timeout(10_000).emitWithAck('message', frame),
    hint(name, frame) {
      if (socket.connected) socket.emit(name, frame)
      return socket.connected
    },
    typing(chatId) {
      if (socket.connected) socket.emit('typing', { chat_session_id: chatId })
    },
    start() {
      wanted = true
      socket.connect()
    },
    stop() {
      wanted = false
      clearTimeout(retry)
      socket.disconnect()
      become('connecting')
    },
  }
}

const watch = (watchers: Set<() => void>) => (watcher: () => void) => {
  watchers.add(watcher)
  return () => {
    watchers.delete(watcher)
  }
}
