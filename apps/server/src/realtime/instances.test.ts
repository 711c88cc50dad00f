import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { ask } from '@bestie/dev-world/ask'
import { openDevice } from '@bestie/dev-world/device'
import { startRedis, type TestRedis } from '@bestie/dev-world/redis'
import { sentDuring } from '@bestie/dev-world/statements'
import { bootWorld, openInstance, type Person, type World } from '@bestie/dev-world/world'
import { Redis } from 'iovalkey'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

/** Two public instances on one database: the world's own, which also runs the jobs, and another. */
let redis: TestRedis
let world: World
let other: Awaited<ReturnType<typeof openInstance>>
let close: (() => void)[]
const boot = async (env: { valkeyUrl?: string }) => {
  world = await bootWorld(env)
  other = await openInstance(world, env)
}
beforeEach(async () => {
  close = []
  redis = await startRedis()
})
afterEach(async () => {
  vi.restoreAllMocks()
  expect(await world.broken()).toEqual({})
  for (const hangUp of close) hangUp()
  await other.stop()
  await world.stop()
  await redis.stop()
})

const there = async (person: Person) => {
  const device = await openDevice(other.url, person.token)
  close.push(device.close)
  return device
}
const pollThere = async (person: Person) =>
  (await ask(`${other.url}/api/client/mitra-availability`, 'GET', { authorization: `Bearer ${person.token}` })).body

describe.each([
  ['with Valkey', true],
  ['on the database alone', false],
])('two instances %s', (_, hasValkey) => {
  beforeEach(() => boot(hasValkey ? { valkeyUrl: redis.url } : {}))

  test('a request, its match, messages, marks and the end reach the side that is on the other instance', async () => {
    await world.set('goodbye_window_seconds', 1)
    const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
    const [phone, mitra] = [await rani.connect(), await there(sari)]
    const { payment_session_id } = await world.paid(rani)
    const { body } = await rani.post('/api/client/chats/start', { payment_session_id })
    await mitra.event('chat_request')
    await ask(`${other.url}/api/mitra/requests/${body.chat_session_id}/accept`, 'POST', { authorization: `Bearer ${sari.token}` })
    const { chat_session_id } = await phone.event('pairing_matched')
    await phone.say(chat_session_id, 'Halo')
    await mitra.event('message', (message) => message.body === 'Halo')
    mitra.socket.emit('read', { chat_session_id, up_to_seq: 1 })
    await phone.event('message_status', (mark) => mark.status === 'read' && mark.up_to_seq === 1)
    await mitra.say(chat_session_id, 'Ya?')
    await phone.event('message', (message) => message.body === 'Ya?')
    await rani.post(`/api/client/chats/${chat_session_id}/end`)
    await mitra.event('session_completed')
  })

  test('[E7] a mitra on the other instance is found by the probe, and lost when their app is gone', async () => {
    const sari = await world.mitra()
    const mitra = await there(sari)
    expect(await world.ctx.realtime.isConnected(sari.id)).toBe(true)
    mitra.close()
    await expect.poll(() => world.ctx.realtime.isConnected(sari.id), { timeout: 10_000 }).toBe(false)
    // All other processes have answered no, so nobody has to wait for the timeout.
    const askedAt = performance.now()
    const sent = await sentDuring(() => Promise.all(Array.from({ length: 20 }, () => world.ctx.realtime.isConnected(sari.id))))
    expect(performance.now() - askedAt).toBeLessThan(2_000)
    // The dashboard probes every mitra at once: the processes are counted for all of them together.
    expect(sent.filter(({ text }) => text.includes('pg_stat_activity'))).toHaveLength(1)
  })

  test('a mitra with a dead line and a living one on the other instance is connected', async () => {
    const sari = await world.mitra()
    const left = await there(sari)
    await there(sari)
    left.freeze()
    expect(await world.ctx.realtime.isConnected(sari.id)).toBe(true)
  })

  test('a change of the availability on one instance is known on the other within moments', async () => {
    const rani = await world.customer()
    expect(await pollThere(rani)).toEqual({ available: false })
    const sari = await world.mitra()
    await expect.poll(() => pollThere(rani)).toEqual({ available: true })
    await sari.post('/api/mitra/status/offline')
    await expect.poll(() => pollThere(rani)).toEqual({ available: false })
  })
})

describe('two instances that share Valkey', () => {
  beforeEach(() => boot({ valkeyUrl: redis.url }))

  test('[A8] a thousand polls on both cost at most one query in 10 seconds', async () => {
    const rani = await world.customer()
    await world.mitra()
    await expect.poll(() => pollThere(rani)).toEqual({ available: true })
    await rani.get('/api/client/mitra-availability')
    await world.stopWorker()
    await expect.poll(() => world.sql('select from undelivered_events')).toEqual([])
    const startedAt = performance.now()
    const sent = await sentDuring(async () => {
      while (performance.now() - startedAt < 21_000) {
        const polls = Array.from({ length: 20 }, () => Promise.all([rani.get('/api/client/mitra-availability'), pollThere(rani)]))
        for (const [here, elsewhere] of await Promise.all(polls)) {
          expect([here.body, elsewhere]).toEqual([{ available: true }, { available: true }])
        }
        // Paced: the other tests run on these cores too.
        await sleep(100)
      }
    })
    const windows = Math.floor((performance.now() - startedAt) / 10_000) + 1
    expect(sent.length).toBeGreaterThan(0)
    expect(sent.length).toBeLessThanOrEqual(windows)
    expect(sent.filter(({ text }) => !text.includes('as available'))).toEqual([])
  }, 60_000)

  test('[S5] a setting changed behind the processes’ back is in force when config:invalidate says so', async () => {
    const both = [world.ctx.settings, other.ctx.settings]
    const capacity = () => both.map((settings) => settings.whole('max_customers_per_mitra'))
    const { port } = new URL(redis.url)
    const cli = async (...words: string[]) => (await promisify(execFile)('redis-cli', ['-p', port, ...words])).stdout
    // A process reads its settings once more when it begins to listen. An answer that is older than this one's no longer counts.
    await expect.poll(() => cli('PUBSUB', 'NUMSUB', 'config:invalidate')).toBe('config:invalidate\n2\n')
    await Promise.all(both.map((settings) => settings.reload()))
    await world.sql('alter table app_config disable trigger user')
    await world.sql("update app_config set value = '7' where key = 'max_customers_per_mitra'")
    expect(capacity()).toEqual([3, 3])
    await cli('PUBLISH', 'config:invalidate', '{"key":"max_customers_per_mitra","ts":1234567890}')
    await expect.poll(capacity).toEqual([7, 7])
  })

  test('a setting that an operator saves is announced to other programs in Valkey', async () => {
    const listener = new Redis(redis.url)
    const announced: { key: string; ts: number }[] = []
    listener.on('message', (_channel, message) => announced.push(JSON.parse(message)))
    await listener.subscribe('config:invalidate')
    close.push(() => listener.disconnect())
    const operator = await world.operator()
    expect(await operator.patch('/internal/config', { goodbye_window_seconds: '30' })).toMatchObject({ status: 200 })
    await expect.poll(() => announced).toEqual([{ key: 'goodbye_window_seconds', ts: expect.any(Number) }])
  })

  test('[E7] a mitra on an instance whose connection to the database has just broken is still found', async () => {
    const sari = await world.mitra()
    await there(sari)
    expect(await world.ctx.realtime.isConnected(sari.id)).toBe(true)
    // A yes does not wait for the count of the others; a no does, and it is remembered.
    expect(await world.ctx.realtime.isConnected(crypto.randomUUID())).toBe(false)
    await world.sql(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'bestie-listen' and datname = current_database()",
    )
    expect(await world.ctx.realtime.isConnected(sari.id)).toBe(true)
  })

  test('without Valkey the availability is still right, and so it is when Valkey is back', async () => {
    const [rani, sari] = [await world.customer(), await world.mitra()]
    await expect.poll(() => pollThere(rani)).toEqual({ available: true })
    const port = Number(new URL(redis.url).port)
    await redis.stop()
    await sari.post('/api/mitra/status/offline')
    await expect.poll(() => pollThere(rani)).toEqual({ available: false })
    redis = await startRedis(port)
    await sari.post('/api/mitra/status/online')
    await expect.poll(() => pollThere(rani)).toEqual({ available: true })
  })

  test('messages go on while Valkey is killed, paused and emptied, and none comes twice', async () => {
    const [rani, sari] = [await world.customer(), await world.mitra()]
    const { chatId } = await world.match(rani, sari)
    const [phone, mitra] = [await rani.connect(), await there(sari)]
    const port = Number(new URL(redis.url).port)
    let said = 0
    const say = async () => {
      said += 1
      await phone.say(chatId, `nomor ${said}`)
      await mitra.event('message', ({ body }) => body === `nomor ${said}`)
    }
    await say()
    redis.pause()
    await say()
    redis.resume()
    await say()
    await redis.stop()
    await say()
    redis = await startRedis(port)
    // When Valkey comes back empty, every app must reconnect at a random moment within two seconds. These use the last moment.
    vi.spyOn(Math, 'random').mockReturnValue(1)
    for (let more = 0; more < 20; more += 1) await say()
    const bodies = mitra.received.flatMap(({ name, data }) => (name === 'message' ? [(data as { body: string }).body] : []))
    expect(bodies).toEqual(Array.from({ length: said }, (_, index) => `nomor ${index + 1}`))
  })
})
