import { bootWorld, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test } from 'vitest'

let world: World
beforeEach(async () => {
  world = await bootWorld()
})
afterEach(async () => {
  expect(await world.broken()).toEqual({})
  await world.stop()
})

test('a request that is being sent when its mitra goes offline is closed for them, and comes again once they are online', async () => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const phone = await sari.connect()
  const { payment_session_id } = await world.paid(rani)
  // Holds the search up once it knows whom to ask.
  const held = await world.hold('select from payment_sessions where id = $1 for update', [payment_session_id])
  const starting = rani.post('/api/client/chats/start', { payment_session_id })
  await world.waiting()
  await sari.post('/api/mitra/status/offline')
  await held.letGo()
  const chat_session_id = (await starting).body.chat_session_id as string
  expect(await phone.event('chat_request')).toMatchObject({ chat_session_id })
  expect(await phone.event('chat_request_closed')).toEqual({ chat_session_id, reason: 'offline' })
  expect((await sari.get('/api/mitra/requests')).body.items).toEqual([])
  await sari.post('/api/mitra/status/online')
  expect((await sari.get('/api/mitra/requests')).body.items).toMatchObject([{ chat_session_id }])
})
