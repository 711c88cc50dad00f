import type { AppToServer, ServerToApp } from '@bestie/contracts/events'
import { Server } from 'socket.io'
import { type ServerOptions, WebSocketServer } from 'ws'
import type { User } from '../auth/tokens'
import { parser } from './parser'

/** What the server stores with each socket. */
export interface SocketData {
  user: User
  tokenHash: string
  /**
   * This socket's signs of typing, by chat: when the last came since its last message, in ms of `performance.now()`,
   * and to whom they go. That is looked up once, since it never changes after a chat is won.
   */
  typing: Map<string, { at: number; other?: string }>
}

export type BestieServer = Server<AppToServer, ServerToApp, Record<string, never>, SocketData>

/** How long to wait for a device to acknowledge a close, in ms. An unreachable device never does and must not delay shutdown. */
const partingPatience = 1_000

/** Socket.IO's websocket server, with a shorter close timeout. */
class PartingSockets extends WebSocketServer {
  constructor(options?: ServerOptions) {
    super(Object.assign({}, options, { closeTimeout: partingPatience }))
  }
}

/** Makes the socket server. It serves nobody until it is bound to a port and `letPeopleIn` (sockets.ts) admits people. */
export function openSocketServer(corsOrigin: (origin: string | undefined) => boolean): BestieServer {
  return new Server({
    path: '/socket.io',
    transports: ['websocket', 'polling'],
    // Far above any message, so that one which is far too long is answered instead of ending its connection.
    maxHttpBufferSize: 1_000_000,
    pingInterval: 20_000,
    pingTimeout: 15_000,
    // Compressing text together with a secret reveals something of it, and costs memory per socket.
    perMessageDeflate: false,
    httpCompression: false,
    serveClient: false,
    wsEngine: PartingSockets,
    parser,
    cors: { origin: (origin, answer) => answer(null, corsOrigin(origin)) },
  })
}
