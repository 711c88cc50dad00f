import { bootWorld } from '@bestie/dev-world/world'
import { expect, test } from 'vitest'
import { openHttp } from './server'

test('a request whose body does not come is given up after a minute', async () => {
  const world = await bootWorld()
  const app = await openHttp(world.ctx, 'Bestie')
  expect(app.server.requestTimeout).toBe(60_000)
  await app.close()
  await world.stop()
})
