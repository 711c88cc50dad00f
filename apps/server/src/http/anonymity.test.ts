import { Writable } from 'node:stream'
import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openLog } from '../observe/log'

const email = 'rahasia.rani@contoh.id'
let world: World
let lines: string[]
let pushes: string[]
beforeEach(async () => {
  lines = []
  pushes = []
  const log = openLog(
    'trace',
    new Writable({
      write(line, _encoding, done) {
        lines.push(String(line))
        done()
      },
    }),
  )
  world = await bootWorld({}, { log })
  vi.spyOn(world.ctx.push, 'send').mockImplementation(async (subscription, payload) => {
    pushes.push(`${subscription.endpoint} ${payload}`)
    return 'accepted'
  })
})
afterEach(() => world.stop())

const subscribe = (person: Person) =>
  person.post('/api/push/subscriptions', {
    endpoint: `https://push.example/${person.id}`,
    keys: { p256dh: 'p256dh', auth: 'auth' },
  })

/** Reads every GET route of the mitra's API, with the ids of this chat where a path needs one. */
async function readEverything(mitra: Person, chatId: string): Promise<string[]> {
  const { paths } = (await mitra.get('/openapi.json')).body as { paths: Record<string, object> }
  const pages = Object.entries(paths).flatMap(([path, methods]) =>
    'get' in methods && (path.startsWith('/api/mitra/') || path === '/api/me') ? [path.replace(/\{\w+\}/g, chatId)] : [],
  )
  expect(pages.length).toBeGreaterThan(5)
  return await Promise.all(pages.map(async (page) => JSON.stringify([page, await mitra.get(page)])))
}

test('[I1, I2] no answer, event, push or log line tells a mitra, or who reads the logs, how to reach the customer', async () => {
  const [rani, sari] = [await world.customer('Bintang'), await world.mitra('Sari')]
  const phone = rani.contact
  await world.sql('update customers set email = $2 where id = $1', [rani.id, email])
  await subscribe(sari)
  await rani.post('/api/auth/otp/request', { phone })
  const [{ code }] = (await world.sql<{ code: string }>('select code from dev_outbox order by created_at desc limit 1')) as [
    { code: string },
  ]

  const heard: string[] = []
  const keep = (what: unknown) => heard.push(JSON.stringify(what))
  const device = await sari.connect()
  const { payment_session_id } = await world.paid(rani, { topic_sensitivity: 'sensitive' })
  const chatId = (await rani.post('/api/client/chats/start', { payment_session_id })).body.chat_session_id
  heard.push(...(await readEverything(sari, chatId)))
  keep(await sari.post(`/api/mitra/requests/${chatId}/accept`))
  const phoneOfRani = await rani.connect()
  await phoneOfRani.say(chatId, 'kata yang hanya untuk bestie')
  await device.event('message')
  const more = await world.paid(rani, await world.moreTime(chatId))
  await rani.post(`/api/client/chats/${chatId}/extensions`, { payment_session_id: more.payment_session_id })
  const { extension_id } = await device.event('extension_requested')
  keep(await sari.post(`/api/mitra/extensions/${extension_id}/approve`))
  device.close()
  await expect.poll(() => world.ctx.connected.isHere(sari.id)).toBe(false)
  await phoneOfRani.say(chatId, 'kata yang kedua')
  await expect.poll(() => pushes.some((push) => push.includes(sari.id))).toBe(true)
  heard.push(...(await readEverything(sari, chatId)))
  keep(await sari.post(`/api/mitra/chats/${chatId}/end`))
  keep(await sari.post(`/api/mitra/chats/${chatId}/goodbye`, { body: 'Sampai jumpa' }))
  heard.push(...(await readEverything(sari, chatId)))
  keep(device.received)

  // Errors are logged too: one from the database that quotes the row, and one from a request that fails on it.
  const quoting = await world.ctx.pool.query('insert into customers (phone) values ($1)', [phone]).catch((error) => error)
  expect(quoting.detail).toContain(phone)
  world.ctx.log.error({ err: new AggregateError([quoting, new Error('more', { cause: quoting })], 'failed') }, 'a job failed')
  vi.spyOn(world.ctx.availability, 'ready').mockReturnValue(undefined)
  vi.spyOn(world.ctx.availability, 'current').mockRejectedValue(quoting)
  expect((await rani.get('/api/client/mitra-availability')).status).toBe(500)

  expect(heard.join()).toContain('Bintang')
  expect(lines.join()).toMatch(/"request_id":"[\w-]+".*a request failed/)
  expect(lines.join()).toContain('customers_phone')
  const contact = [phone.slice('+62'.length), 'rahasia.rani', 'contoh.id']
  for (const secret of [...contact, code, rani.token]) {
    expect(heard.filter((text) => text.includes(secret))).toEqual([])
    expect(pushes.filter((text) => text.includes(secret))).toEqual([])
  }
  for (const secret of [...contact, rani.token, sari.token, 'hanya untuk bestie', 'kata yang kedua']) {
    expect(lines.filter((text) => text.includes(secret))).toEqual([])
  }
  expect(pushes.filter((text) => text.includes('kata yang'))).toEqual([])
})
