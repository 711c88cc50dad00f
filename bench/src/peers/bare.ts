import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { answer } from '../stage/answer'

const http = createServer()
const io = new Server(http, { transports: ['websocket'], serveClient: false })

io.on('connection', (socket) => {
  const { room } = socket.handshake.auth as { room?: string }
  if (room !== undefined) void socket.join(room)
})

answer({
  /** A bare socket.io that accepts every connection. */
  async open() {
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  },
  /** Sends one event to every connected socket, or to those of one room. */
  broadcast: ({ event, data, to }: { event: string; data: object; to?: string }) =>
    void (to === undefined ? io : io.to(to)).emit(event, data),
})
