import type { EventEmitter } from 'node:events'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { ServerEvent, ServerEventName } from '@bestie/contracts/events'
import { io, type Socket } from 'socket.io-client'

type EventData<Name extends ServerEventName> = Extract<ServerEvent, { name: Name }>['data']

/** One device of a person: its socket and everything that arrived on it. */
export interface Device {
  socket: Socket
  received: ServerEvent[]
  /** Resolves with the first event of this name that fits, whether it has arrived already or is yet to come. */
  event<Name extends ServerEventName>(name: Name, fits?: (data: EventData<Name>) => boolean): Promise<EventData<Name>>
  /** Sends a message and resolves with its ack. */
  say(chatId: string, body: string, clientMessageId?: string): Promise<{ ok: boolean; seq?: number; id?: string; code?: string }>
  /** The app hangs: its connection stays open, but it reads and answers nothing any more. */
  freeze(): void
  close(): void
}

interface Handshake {
  /** Sent by a browser. */
  origin?: string | undefined
  query?: Record<string, string>
  /** Gets the headers of the answer. */
  upgraded?(headers: IncomingHttpHeaders): void
}

/** Connects a device, as an app would. Rejects with the server's code when refused. */
export function openDevice(url: string, token: string, { origin, query, upgraded }: Handshake = {}): Promise<Device> {
  const socket = io(url, {
    transports: ['websocket'],
    auth: { token },
    forceNew: true,
    reconnection: false,
    ...(origin !== undefined && { extraHeaders: { origin } }),
    ...(query !== undefined && { query }),
  })
  const { ws } = socket.io.engine.transport as unknown as { ws: EventEmitter & { pause(): void } }
  ws.once('upgrade', ({ headers }: IncomingMessage) => upgraded?.(headers))
  const received: ServerEvent[] = []
  const waiting = new Set<() => void>()
  socket.onAny((name: ServerEventName, data) => {
    received.push({ name, data } as ServerEvent)
    for (const look of waiting) look()
  })
  const device: Device = {
    socket,
    received,
    event: (name, fits = () => true) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = received.find((event) => event.name === name && fits(event.data as never))
          if (found === undefined) return
          clearTimeout(patience)
          waiting.delete(look)
          resolve(found.data as never)
        }
        const patience = setTimeout(() => {
          waiting.delete(look)
          reject(new Error(`no ${name} came, but ${JSON.stringify(received.map((event) => event.name))}`))
        }, 15_000)
        waiting.add(look)
        look()
      }),
    say: (chat_session_id, body, client_message_id = crypto.randomUUID()) =>
      socket.timeout(15_000).emitWithAck('message', { chat_session_id, client_message_id, body }),
    freeze: () => ws.pause(),
    close: () => void socket.disconnect(),
  }
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(device))
    socket.once('connect_error', (error) =>
      reject(Object.assign(error, { code: (error as { data?: { code?: string } }).data?.code })),
    )
  })
}
