import { raceRounds } from '@bestie/dev-world/race'
import { bootWorld, type World } from '@bestie/dev-world/world'
import { afterAll, beforeAll, expect, test } from 'vitest'

const timeout = raceRounds * 2_000 + 30_000

let world: World
beforeAll(async () => {
  world = await bootWorld()
})
afterAll(() => world.stop())

test('a session that is just begun is read as one that waits or as a search, never as neither or both', { timeout }, async () => {
  for (let round = 0; round < 4 * raceRounds; round += 1) {
    const rani = await world.customer()
    const { payment_session_id } = await world.paid(rani)
    let isBegun = false
    const begin = async () => {
      const { status } = await rani.post('/api/client/chats/start', { payment_session_id })
      isBegun = true
      expect(status).toBe(200)
    }
    const read = async () => {
      do {
        const { body } = await rani.get('/api/client/chats/current')
        expect([...body.items, ...body.waiting_payments]).toHaveLength(1)
      } while (!isBegun)
    }
    await Promise.all([read(), read(), read(), begin()])
  }
  expect(await world.broken()).toEqual({})
})
