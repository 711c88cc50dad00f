import { randomUUID } from 'node:crypto'
import { type IncomingHttpHeaders, type IncomingMessage, ServerResponse } from 'node:http'
import type { Ctx } from '../ctx'
import type { BestieHttp } from './server'

const path = '/api/client/mitra-availability'

/** What `ServerResponse` keeps to itself: the head, and the way in which head and text are one write. */
interface Whole {
  _header: string
  _send(text: string, encoding: BufferEncoding): void
}

/**
 * Answers the poll that every customer's app makes all the time before the router sees it: from a prepared text, to a token that is
 * known, with the headers that every answer has. Whatever is not that plain case (a page of another origin, a first token, a copy that
 * has to be renewed) takes the route, which says the same. Call it last, when everything else that listens is there.
 */
export async function answerPolls(ctx: Ctx, app: BestieHttp): Promise<void> {
  // A trace shows every request; and a Node that keeps other things to itself leaves all to the route.
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
    // What `writeHead` would put together: it looks at every header anew for each answer, a fifth of what a poll costs.
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

/** The token of a request with nothing about it that the route would have to look at: another origin, an id of its own, a body. */
function tokenOfPlainRequest(headers: IncomingHttpHeaders): string | undefined {
  const { authorization, origin, 'x-request-id': given, 'content-length': length, 'transfer-encoding': encoding } = headers
  if (origin !== undefined || given !== undefined || length !== undefined || encoding !== undefined) return undefined
  return authorization?.startsWith('Bearer ') ? authorization.slice(7) : undefined
}

/** The head of an answer of so many bytes at such a time (ms), with what the hooks add to whatever this path answers, as they say it themselves. */
async function prepareHead(app: BestieHttp): Promise<(length: number, now: number) => string> {
  const { headers } = await app.inject({ method: 'GET', url: path })
  const ownEach = ['content-type', 'content-length', 'date', 'connection', 'keep-alive', 'x-server-time', 'x-request-id']
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
    // In one piece: what was joined of pieces is put together anew by whoever writes it.
    if (inSecond !== second) dated = Buffer.from(`${begin}Date: ${new Date().toUTCString()}\r\n`).toString('latin1')
    second = inSecond
    return `${dated}x-server-time: ${now}\r\nx-request-id: ${randomUUID()}\r\ncontent-length: ${length}\r\n\r\n`
  }
}
