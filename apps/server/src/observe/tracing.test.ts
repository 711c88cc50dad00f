import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { bootWorld, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test } from 'vitest'

interface Span {
  name: string
  traceId: string
  spanId: string
  parentSpanId?: string
}

/** A collector that keeps what it receives. */
let collector: Server
let bodies: string[]
let world: World
beforeEach(async () => {
  bodies = []
  collector = createServer(async (request, response) => {
    if (request.url !== '/otlp/v1/traces') return void response.writeHead(404).end()
    let body = ''
    for await (const chunk of request) body += chunk
    bodies.push(body)
    response.setHeader('content-type', 'application/json').end('{}')
  })
  await new Promise<void>((listening) => collector.listen(0, '127.0.0.1', listening))
  world = await bootWorld({ tracesTo: `http://127.0.0.1:${(collector.address() as AddressInfo).port}/otlp` })
})
afterEach(async () => {
  await world.stop()
  collector.close()
})

const spans = (): Span[] =>
  bodies.flatMap((body) =>
    JSON.parse(body).resourceSpans.flatMap(({ scopeSpans }: { scopeSpans: { spans: Span[] }[] }) =>
      scopeSpans.flatMap((scope) => scope.spans),
    ),
  )
const under = (parent: Span | undefined, name: string) =>
  spans().find((span) => span.name === name && span.traceId === parent?.traceId && span.parentSpanId === parent.spanId)

test('a request, its statements and the job that it scheduled are one trace, and so is a message; none quotes a person', async () => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  await world.set('pairing_blast_timeout_seconds', 1)
  const { chatId } = await world.match(rani, sari)
  const phone = await rani.connect()
  await phone.say(chatId, 'kata rahasia')
  const dimas = await world.customer('Dimas')
  const { payment_session_id } = await world.paid(dimas)
  await dimas.post('/api/client/chats/start', { payment_session_id })

  // Sari accepted Rani's request in time; nobody accepts Dimas's.
  const timedOut = () =>
    spans().find((span) => span.name === 'POST /api/client/chats/start' && under(span, 'job time_out_request') !== undefined)
  await expect.poll(timedOut, { timeout: 15_000 }).toBeDefined()
  expect(under(timedOut(), 'sql')).toBeDefined()
  expect(under(under(timedOut(), 'job time_out_request'), 'sql')).toBeDefined()
  expect(spans().some(({ name }) => name === 'socket message')).toBe(true)

  for (const secret of [rani.contact.slice('+62'.length), rani.token, 'kata rahasia']) {
    expect(bodies.filter((body) => body.includes(secret))).toEqual([])
  }
})
