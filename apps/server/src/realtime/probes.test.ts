import { bootWorld } from '@bestie/dev-world/world'
import { expect, test } from 'vitest'

test('a connection that answers no probe keeps nothing of those that were given up', async () => {
  const world = await bootWorld()
  const sari = await world.mitra()
  const phone = await sari.connect()
  phone.freeze()
  const [socket] = world.ctx.realtime.io.sockets.sockets.values()
  for (let round = 0; round < 2; round += 1) {
    expect(await world.ctx.realtime.isConnected(sari.id)).toBe(false)
    expect(socket?.conn.listenerCount('heartbeat')).toBe(0)
  }
  await world.stop()
})
