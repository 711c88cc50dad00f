import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** How long a stop waits for the answers under way, in ms: a call of the gateway may take 10 s. */
const mostPatience = 15_000
/** How often a stop looks for connections that became idle, in ms. */
const lookEvery = 50

/**
 * Lets the server stop without waiting for its clients. Node closes those connections that are idle when the stop begins, but none
 * that becomes idle later, and none on which nothing was asked yet, as browsers open them in advance; here they end too, and an
 * answer says that its connection ends. What is left after `patience` ms is cut: half a request, the socket of a phone that is away.
 */
export function letConnectionsGo(app: FastifyInstance, patience = mostPatience): void {
  const connections = new Set<Socket>()
  let isStopping = false
  app.server.on('connection', (socket) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (isStopping) reply.header('connection', 'close')
    done(null, payload)
  })
  app.addHook('preClose', (done) => {
    isStopping = true
    done()
    // One that never served will not tell of its end.
    if (!app.server.listening) return
    const looking = setInterval(() => {
      app.server.closeIdleConnections()
      for (const socket of connections) if (socket.bytesRead === 0) socket.destroy()
    }, lookEvery)
    const cutting = setTimeout(() => {
      for (const socket of connections) socket.destroy()
    }, patience)
    app.server.once('close', () => {
      clearInterval(looking)
      clearTimeout(cutting)
    })
  })
}
