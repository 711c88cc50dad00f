import { setTimeout as sleep } from 'node:timers/promises'
import { ask } from '@bestie/dev-world/ask'
import { sentDuring } from '@bestie/dev-world/statements'
import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Bus } from '../bus/bus'
import { openAvailability } from './availability'

let world: World
let poller: Person
beforeEach(async () => {
  world = await bootWorld()
  poller = await world.customer()
})
afterEach(async () => {
  vi.restoreAllMocks()
  await world.stop()
})

const poll = async () => (await poller.get('/api/client/mitra-availability')).body

test('[A7] the answer is a boolean, and no number of mitra is told', async () => {
  expect(await poll()).toEqual({ available: false })
  await world.mitra()
  await expect.poll(poll).toEqual({ available: true })
})

test('[J5] the first poll after a mitra’s switch has the new answer, however often they switch', async () => {
  const mitra = await world.mitra('Sari', { online: false })
  for (let round = 0; round < 10; round += 1) {
    await mitra.post('/api/mitra/status/online')
    expect(await poll()).toEqual({ available: true })
    await mitra.post('/api/mitra/status/offline')
    expect(await poll()).toEqual({ available: false })
  }
})

test('[A2, A3] the availability follows toggles and full mitra within moments', async () => {
  await world.set('max_customers_per_mitra', 1)
  const mitra = await world.mitra()
  await expect.poll(poll).toEqual({ available: true })
  const customer = await world.customer()
  const { chatId } = await world.match(customer, mitra)
  await expect.poll(poll).toEqual({ available: false })
  await world.set('max_customers_per_mitra', 2)
  await expect.poll(poll).toEqual({ available: true })
  await mitra.post('/api/mitra/status/offline')
  await expect.poll(poll).toEqual({ available: false })
  await mitra.post('/api/mitra/status/online')
  await world.set('max_customers_per_mitra', 1)
  await expect.poll(poll).toEqual({ available: false })
  await world.set('goodbye_window_seconds', 1)
  await customer.post(`/api/client/chats/${chatId}/end`)
  await expect.poll(poll, { timeout: 5_000 }).toEqual({ available: true })
})

test('[A3] the accept that fills the last mitra is enough: the next polls know, though the answer before was fresh', async () => {
  await world.set('max_customers_per_mitra', 1)
  const [mitra, customer] = [await world.mitra(), await world.customer()]
  await expect.poll(poll).toEqual({ available: true })
  const { payment_session_id } = await world.paid(customer)
  const { body } = await customer.post('/api/client/chats/start', { payment_session_id })
  // Reads that follow the setting and the mitra's switch would hide that the accept causes none.
  await world.stopWorker()
  const readsWithin = async (ms: number) =>
    (await sentDuring(() => sleep(ms))).filter(({ text }) => text.includes('as available'))
  await expect.poll(() => readsWithin(300), { timeout: 5_000 }).toEqual([])
  await mitra.post(`/api/mitra/requests/${body.chat_session_id}/accept`)
  await expect.poll(poll).toEqual({ available: false })
})

test('[A2] after a failover to a database whose clock is behind, what is read there counts at once', async () => {
  const { db, settings, log, metrics } = world.ctx
  let hear = (_answer: { available: boolean; read_at: number }): void => {}
  const bus = { on: (_topic: string, handler: typeof hear) => (hear = handler), onGap: () => {}, say: async () => true }
  const availability = openAvailability({ db, settings, bus: bus as unknown as Bus, shared: undefined, log, metrics })
  await world.mitra()
  hear({ available: false, read_at: Date.now() + 60_000 })
  expect(availability.ready()).toBe(false)
  await availability.readAnew()
  expect(availability.ready()).toBe(true)
})

test('[A8] a thousand polls cost at most one query in 10 seconds', async () => {
  await poll()
  await world.stopWorker()
  const startedAt = performance.now()
  const sent = await sentDuring(async () => {
    for (let batch = 0; batch < 20; batch += 1) await Promise.all(Array.from({ length: 50 }, poll))
  })
  expect(sent.slice(1 + Math.floor((performance.now() - startedAt) / 10_000))).toEqual([])
})

test('[A8] polls are not noted as a use of their token, however long ago it was last noted; other requests are', async () => {
  const { token } = poller
  await poll()
  await world.stopWorker()
  const inAWhile = Date.now() + 11 * 60_000
  vi.spyOn(Date, 'now').mockReturnValue(inAWhile)
  const notedDuring = async (work: () => Promise<unknown>) =>
    (await sentDuring(work)).map(({ text }) => text).filter((text) => text.includes('access_tokens'))
  // A request that brings its own id takes the route.
  const asRoute = { authorization: `Bearer ${token}`, 'x-request-id': 'given-by-a-proxy' }
  const byRoute = () => ask(`${world.url}/api/client/mitra-availability`, 'GET', asRoute)
  for (const polled of [poll, byRoute]) expect(await notedDuring(polled)).toEqual([])
  expect(await notedDuring(() => poller.get('/api/me'))).toEqual([
    expect.stringContaining('update access_tokens set last_used_at'),
  ])
})
