import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { bootWorld, type World } from '@bestie/dev-world/world'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

const path = '/api/client/mitra-availability'
let world: World

beforeAll(async () => {
  world = await bootWorld()
})
afterAll(() => world.stop())

const poll = (token: string, headers: Record<string, string> = {}) =>
  fetch(`${world.url}${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } })

test('a poll is answered alike by the short way and by the route, headers too', async () => {
  const { token } = await world.customer()
  await world.mitra()
  await expect.poll(async () => (await poll(token)).json()).toEqual({ available: true })
  const askedByRoute = vi.spyOn(world.ctx.availability, 'current')
  const short = await poll(token)
  expect(askedByRoute).not.toHaveBeenCalled()
  // A request that brings its own id takes the route.
  const route = await poll(token, { 'x-request-id': 'given-by-a-proxy' })
  expect(askedByRoute).toHaveBeenCalledOnce()
  expect(await short.json()).toEqual(await route.json())
  const shape = ({ headers }: Response) => {
    const told = Object.fromEntries(headers)
    const { date, 'x-server-time': time, 'x-request-id': id, ...same } = told
    expect([date, time, id]).not.toContain(undefined)
    return same
  }
  expect(shape(short)).toEqual(shape(route))
})

test('the short way lets in customers alone, and nobody whose token was revoked', async () => {
  const customer = await world.customer()
  const mitra = await world.mitra()
  expect((await poll(customer.token)).status).toBe(200)
  expect((await poll(customer.token)).status).toBe(200)
  for (const person of [mitra, mitra]) expect((await poll(person.token)).status).toBe(403)
  expect((await poll('nobody')).status).toBe(401)
  await world.ctx.tokens.revoke(customer.token)
  await expect.poll(async () => (await poll(customer.token)).status).toBe(401)
})

test('a client that sends several polls at once on one connection gets each answer, and has it closed where it asks for that', async () => {
  const { token } = await world.customer()
  await poll(token)
  const { hostname, port } = new URL(world.url)
  const socket = connect({ host: hostname, port: Number(port) })
  await once(socket, 'connect')
  const request = (more: string) => `GET ${path} HTTP/1.1\r\nhost: bestie\r\nauthorization: Bearer ${token}\r\n${more}\r\n`
  socket.write(request('') + request('') + request('connection: close\r\n'))
  const said = await text(socket)
  expect(said.match(/HTTP\/1\.1 200 OK\r\n/g)).toHaveLength(3)
  expect(said.match(/\{"available":(true|false)\}/g)).toHaveLength(3)
  expect(said.match(/keep-alive: timeout=/gi)).toHaveLength(2)
})
