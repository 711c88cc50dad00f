import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Ctx } from '../ctx'
import type { BestieHttp } from './server'

const path = '/api/client/mitra-availability'

/**
 * Answers the poll that every customer's app makes all the time before the router sees it: from a prepared text, to a token that is
 * known, with the headers that every answer has. Whatever is not that plain case (a page of another origin, a first token, a copy that
 * has to be renewed) takes the route, which says the same. Call it last, when everything else that listens is there.
 */
export async function answerPolls(ctx: Ctx, app: BestieHttp): Promise<void> {
  // A trace shows every request.
  if (ctx.tracing.on) return
  const texts = { true: '{"available":true}', false: '{"available":false}' }
  const headers = await headersOfAnswers(app)
  const answered = ctx.metrics.requests.labels({ method: 'GET', route: path, status: '200' })

  function answer(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.url !== path || request.method !== 'GET') return false
    const {
      authorization,
      origin,
      'x-request-id': given,
      'content-length': length,
      'transfer-encoding': encoding,
    } = request.headers
    if (origin !== undefined || given !== undefined || length !== undefined || encoding !== undefined) return false
    if (authorization === undefined || !authorization.startsWith('Bearer ')) return false
    const startedAt = performance.now()
    const available = ctx.availability.ready()
    if (available === undefined || ctx.tokens.recogniseKnown(authorization.slice(7))?.role !== 'customer') return false
    const text = available ? texts.true : texts.false
    response.writeHead(200, [
      ...headers,
      'content-type',
      'application/json; charset=utf-8',
      'x-server-time',
      String(ctx.clock.now()),
      'x-request-id',
      randomUUID(),
      'content-length',
      String(text.length),
    ])
    response.end(text)
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

/** What the hooks add to whatever this path answers, as they say it themselves; flat, name before value. */
async function headersOfAnswers(app: BestieHttp): Promise<string[]> {
  const { headers } = await app.inject({ method: 'GET', url: path })
  const ownEach = ['content-type', 'content-length', 'date', 'connection', 'x-server-time', 'x-request-id']
  return Object.entries(headers)
    .filter(([name]) => !ownEach.includes(name))
    .flatMap(([name, value]) => [name, String(value)])
}
