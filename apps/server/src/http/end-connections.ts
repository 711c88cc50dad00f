import type { BestieHttp } from './server'

/** How often to look, while it stops, whether a request is still under way, in ms. */
const lookEvery = 50

/**
 * Keeps no stop waiting for a connection without a request. Node closes those that are idle when the stop begins, but none that
 * becomes idle later, and none on which nothing was sent yet, as browsers open them in advance. So an answer to a request under way
 * ends its connection, as Fastify does for a request that comes then, and what is left is closed once no request is under way.
 */
export function endConnectionsWhenStopping(app: BestieHttp): void {
  let underWay = 0
  let isStopping = false
  app.server.on('request', (_request, response) => {
    underWay += 1
    response.once('close', () => {
      underWay -= 1
    })
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (isStopping) reply.header('connection', 'close')
    done(null, payload)
  })
  app.addHook('preClose', async () => {
    isStopping = true
    // One that never served will not tell of its end.
    if (!app.server.listening) return
    const looking = setInterval(() => {
      if (underWay === 0) app.server.closeAllConnections()
    }, lookEvery)
    app.server.once('close', () => clearInterval(looking))
  })
}
