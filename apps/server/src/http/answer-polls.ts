import { randomUUID } from 'node:crypto'
import { type IncomingHttpHeaders, type IncomingMessage, ServerResponse } from 'node:http'
import type { Ctx } from '../ctx'
import type { BestieHttp } from './server'

const path = '/api/client/mitra-availability'

/** Internals of `ServerResponse`: the head, and the method that writes head and text at once. */
interface Whole {
  _header: string
  _send(text: string, encoding: BufferEncoding): void
}

/**
 * Answers the poll that every customer's app sends all the time, before the router sees it: with a prepared text and the usual
 * headers, for a token that is known. Any other case (a page of another origin, a token's first use, an availability that must be
 * refreshed) takes the route, which answers the same. Call it last, after all other request listeners are attached.
 */
export async function answerPolls(ctx: Ctx, app: BestieHttp): Promise<void> {
  // A trace shows every request; and a Node with other internals leaves everything to the route.
  if (ctx.tracing.on || !('_send' in ServerResponse.prototype)) return
  const headOf = await prepareHead(app)
  const yes = '{"available":true}'
  const no = '{"available":false}'
  const answered = ctx.metrics.requests.labels({ method: 'GET', route: path, status: '200' })

  function answer(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.url !== path || request.method !== 'GET' || !response.shouldKeepAlive) return false
    const token = tokenOfPlainRequest(request.headers)
    if (token === undefined) return false
    const startedAt = performance.now()
    const available = ctx.availability.ready()
    if (available === undefined || ctx.tokens.recogniseKnown(token)?.role !== 'customer') return false
    const text = available ? yes : no
    // Replaces `writeHead`, which checks every header for each answer: a fifth of a poll's cost.
    const whole = response as unknown as Whole
    whole._header = headOf(text.length, ctx.clock.now())
    whole._send(text, 'latin1')
    response.end()
    answered.observe((performance.now() - startedAt) / 1000)
    return true
  }

  const others = app.server.listeners('request')
  app.server.removeAllListeners('request')
  app.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (answer(request, response)) return
    for (const other of others) other.call(app.server, request, response)
  })
}

/** The token of a request that brings nothing for the route to look at, such as another origin, an id of its own or a body. */
function tokenOfPlainRequest(headers: IncomingHttpHeaders): string | undefined {
  const { authorization, origin, 'x-request-id': given, 'content-length': length, 'transfer-encoding': encoding } = headers
  if (origin !== undefined || given !== undefined || length !== undefined || encoding !== undefined) return undefined
  return authorization?.startsWith('Bearer ') ? authorization.slice(7) : undefined
}

/** Makes the head of an answer of `length` bytes at `now` (ms). The headers that hooks add are read here, from a real answer. */
async function prepareHead(app: BestieHttp): Promise<(length: number, now: number) => string> {
  const { headers } = await app.inject({ method: 'GET', url: path })
  const ownEach = ['content-type', 'content-length', 'date', 'connection', 'keep-alive', 'x-server-time', 'x-request-id']
  // That answer is a refusal: it has no token.
  ownEach.push('www-authenticate')
  const same = Object.entries(headers)
    .filter(([name]) => !ownEach.includes(name))
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  const keepAlive = `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(app.server.keepAliveTimeout / 1_000)}\r\n`
  const begin = `HTTP/1.1 200 OK\r\n${same}content-type: application/json; charset=utf-8\r\n${keepAlive}`
  let second = 0
  let dated = ''
  return (length, now) => {
    const inSecond = Math.floor(Date.now() / 1_000)
    // Flatten the string: one made of pieces is joined again at every write.
    if (inSecond !== second) dated = Buffer.from(`${begin}Date: ${new Date().toUTCString()}\r\n`).toString('latin1')
    second = inSecond
    return `${dated}x-server-time: ${now}\r\nx-request-id: ${randomUUID()}\r\ncontent-length: ${length}\r\n\r\n`
  }
}
