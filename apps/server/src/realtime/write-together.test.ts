import type { Socket as NetSocket } from 'node:net'
import { bootWorld, type World } from '@bestie/dev-world/world'
import { io } from 'socket.io-client'
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

test('an event comes whole, whatever its length and its letters, to one device and to several', async () => {
  const rani = await world.customer('Rani')
  const dimas = await world.customer('Dimas')
  const phones = [await rani.connect(), await dimas.connect(), await dimas.connect()]
  const texts = ['a', 'kamu 🤍'.repeat(12), 'é'.repeat(4_000), 'panjang 🤍'.repeat(7_000)]
  for (const [seq, body] of texts.entries()) {
    const data = {
      chat_session_id: crypto.randomUUID(),
      id: crypto.randomUUID(),
      seq,
      client_message_id: `${seq}`,
      sender_role: 'mitra' as const,
      body,
      created_at: new Date().toISOString(),
    }
    for (const person of [rani, dimas]) world.ctx.realtime.send([person.id], { name: 'message', data })
  }
  for (const phone of phones) {
    await phone.event('message', ({ seq }) => seq === texts.length - 1)
    expect(phone.received.map(({ data }) => (data as { body: string }).body)).toEqual(texts)
  }
})

test.each([
  ['only by long-polling', ['polling']],
  ['by long-polling first, and changes to a websocket', ['polling', 'websocket']],
])('a client that connects %s hears everything in order too, and its messages are acked', async (_, transports) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId: chat_session_id } = await world.match(rani, sari)
  const phone = io(world.url, { transports, auth: { token: rani.token }, forceNew: true, reconnection: false })
  try {
    const heard: number[] = []
    phone.on('message_status', ({ up_to_seq }) => heard.push(up_to_seq))
    await new Promise((resolve, reject) => phone.once('connect', () => resolve(undefined)).once('connect_error', reject))
    const marks = Array.from({ length: 50 }, (_, index) => index + 1)
    for (const up_to_seq of marks) {
      world.ctx.realtime.send([rani.id], { name: 'message_status', data: { chat_session_id, up_to_seq, status: 'read' } })
      await new Promise(setImmediate)
    }
    const body = 'kamu 🤍'.repeat(500)
    const message = { chat_session_id, client_message_id: 'satu', body }
    expect(await phone.timeout(15_000).emitWithAck('message', message)).toMatchObject({ ok: true, seq: 1 })
    await expect.poll(() => heard).toEqual(marks)
    await expect.poll(() => phone.io.engine.transport.name).toBe(transports.at(-1))
    expect((await sari.get(`/api/mitra/chats/${chat_session_id}/messages`)).body.items).toMatchObject([{ body }])
  } finally {
    phone.disconnect()
  }
})
