import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { bootWorld, type World } from '@bestie/dev-world/world'
import { afterAll, beforeAll, expect, test } from 'vitest'

let world: World
beforeAll(async () => {
  world = await bootWorld()
})
afterAll(() => world.stop())

test('a client that offers HTTP/2 on a plain connection, as Java’s and curl’s do, is answered in HTTP/1.1', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const offer = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAAQAAP__' }
  const ask = async (method: string, path: string, body?: object, upgrade = 'h2c') => {
    const headers = { ...offer, upgrade, 'content-type': 'application/json' }
    const asked = request(`${world.url}${path}`, { method, agent, headers })
    asked.end(body && JSON.stringify(body))
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    return { status: answer.statusCode, body: await text(answer) }
  }
  expect(await ask('GET', '/health')).toMatchObject({ status: 200 })
  expect(await ask('POST', '/api/auth/otp/request', { phone: '+6281300000001' })).toMatchObject({ status: 202 })
  expect(await ask('POST', '/api/auth/otp/request', { phone: 1 })).toMatchObject({ status: 400 })
  expect(await ask('GET', '/socket.io/?EIO=4&transport=polling')).toMatchObject({
    status: 200,
    body: expect.stringContaining('"sid"'),
  })
  // A socket is opened at its own path alone.
  expect(await ask('GET', '/health', undefined, 'websocket')).toMatchObject({ status: 200 })
  agent.destroy()
})

test('a socket is still opened by an upgrade', async () => {
  const device = await (await world.customer()).connect()
  expect(device.socket.io.engine.transport.name).toBe('websocket')
})
