import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { bootWorld, openInstance, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openHttp } from './server'

let world: World
let stopping: Awaited<ReturnType<typeof openInstance>>
beforeEach(async () => {
  world = await bootWorld()
  stopping = await openInstance(world)
})
afterEach(() => world.stop())

test('an instance that stops answers the request under way, and does not wait for the next one on that connection', async () => {
  const sari = await world.mitra('Sari', { online: false })
  const row = await world.hold('select from mitras where id = $1 for update', [sari.id])
  const agent = new Agent({ keepAlive: true })
  const headers = { authorization: `Bearer ${sari.token}` }
  const online = request(`${stopping.url}/api/mitra/status/online`, { method: 'POST', agent, headers }).end()
  await world.waiting(1, 'update "mitras"')
  const stopped = stopping.stop()
  await row.letGo()
  const [answer] = (await once(online, 'response')) as [IncomingMessage]
  expect(answer.statusCode).toBe(200)
  expect(JSON.parse(await text(answer))).toMatchObject({ is_online: true })
  await stopped
  agent.destroy()
})

test('a request whose body does not come is given up after a minute', async () => {
  const app = await openHttp(world.ctx, 'Bestie')
  expect(app.server.requestTimeout).toBe(60_000)
  await app.close()
  await stopping.stop()
})
