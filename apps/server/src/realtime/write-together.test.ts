import type { Socket as NetSocket } from 'node:net'
import { bootWorld, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

let world: World
beforeEach(async () => {
  world = await bootWorld()
})
afterEach(() => world.stop())

test('what one device is told at once comes complete and in order, in a few writes', async () => {
  const rani = await world.customer('Rani')
  const phone = await rani.connect()
  const writes = vi.fn()
  for (const { conn } of world.ctx.realtime.io.sockets.sockets.values()) {
    const { _socket } = (conn.transport as unknown as { socket: { _socket: NetSocket } }).socket
    for (const way of ['_write', '_writev'] as const) {
      const write = _socket[way]?.bind(_socket) as (...given: unknown[]) => void
      _socket[way] = (...given: unknown[]) => {
        writes()
        write(...given)
      }
    }
  }
  const chat_session_id = crypto.randomUUID()
  const marks = Array.from({ length: 50 }, (_, index) => index + 1)
  for (const up_to_seq of marks) {
    world.ctx.realtime.send([rani.id], { name: 'message_status', data: { chat_session_id, up_to_seq, status: 'read' } })
  }
  await phone.event('message_status', ({ up_to_seq }) => up_to_seq === 50)
  expect(phone.received.map(({ data }) => (data as { up_to_seq: number }).up_to_seq)).toEqual(marks)
  // The first goes at once; the others wait for it.
  expect(writes).toHaveBeenCalledTimes(2)
})
