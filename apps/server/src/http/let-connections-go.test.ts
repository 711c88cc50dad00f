import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, expect, test } from 'vitest'
import { letConnectionsGo } from './let-connections-go'

const patience = 300
/** So long that no test passes because of the cut. */
const forEver = 3_600_000
let app: FastifyInstance
afterEach(() => app.close())

/** A server whose only answer takes until `answer` is called. */
async function listen(patience?: number) {
  app = Fastify({ forceCloseConnections: 'idle', return503OnClosing: false })
  letConnectionsGo(app, patience)
  let answer = () => {}
  const asked = new Promise<void>((isAsked) => {
    app.get('/', async () => {
      isAsked()
      await new Promise<void>((resolve) => {
        answer = resolve
      })
      return 'answered'
    })
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return { port, asked, answer: () => answer() }
}

test('a stop waits for the answer under way, which ends its connection', async () => {
  const { port, asked, answer } = await listen()
  const request = fetch(`http://127.0.0.1:${port}/`)
  await asked
  const closed = app.close()
  const first = await Promise.race([closed.then(() => 'closed'), sleep(100, 'waiting')])
  answer()
  const answered = await request
  expect([first, await answered.text(), answered.headers.get('connection')]).toEqual(['waiting', 'answered', 'close'])
  await closed
})

test('a stop does not wait for the next request on a connection that became idle meanwhile', async () => {
  app = Fastify({ forceCloseConnections: 'idle', return503OnClosing: false })
  letConnectionsGo(app, forEver)
  const asked = new Promise<ServerResponse>((isAsked) => {
    // As the polls are: past Fastify's answer, which would say that the connection ends.
    app.get('/', (_request, reply) => {
      reply.hijack()
      isAsked(reply.raw)
    })
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const request = fetch(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}/`)
  const answer = await asked
  const closed = app.close()
  await expect.poll(() => app.server.listening).toBe(false)
  answer.end('answered')
  expect(await (await request).text()).toBe('answered')
  await closed
})

test('a stop does not wait for a connection on which nothing was asked', async () => {
  const { port } = await listen(forEver)
  const silent = connect(port, '127.0.0.1')
  await once(app.server, 'connection')
  await app.close()
  silent.destroy()
})

test('whoever has not asked to the end, or not let go of a socket, is cut off after a while', async () => {
  const { port } = await listen(patience)
  app.server.on('upgrade', (_request, socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'))
  const half = connect(port, '127.0.0.1', () => half.write('GET / HTTP/1.1\r\nHost: bestie\r\n'))
  const away = connect(port, '127.0.0.1', () =>
    away.write('GET / HTTP/1.1\r\nHost: bestie\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n'),
  )
  half.on('error', () => {})
  away.on('error', () => {})
  await once(away, 'data')
  const begun = performance.now()
  await app.close()
  expect(performance.now() - begun).toBeGreaterThan(patience - 50)
})
