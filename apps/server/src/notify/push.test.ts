import type { PushPayload } from '@bestie/contracts/push'
import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { transact } from '../db/transact'
import { sweep } from '../jobs/sweep'
import { sendPush } from './send-push'

let world: World
let sent: { endpoint: string; payload: PushPayload; ttl: number }[]
let outcome: 'accepted' | 'gone' | 'failed'

beforeEach(async () => {
  world = await bootWorld()
  sent = []
  outcome = 'accepted'
  world.ctx.push.send = async ({ endpoint }, payload, { ttl }) => {
    sent.push({ endpoint, payload: JSON.parse(payload), ttl })
    return outcome
  }
})
afterEach(() => world.stop())

const subscribe = (person: Person, endpoint = `https://push.example/${person.id}`) =>
  person.post('/api/push/subscriptions', { endpoint, expirationTime: null, keys: { p256dh: 'p', auth: 'a' } })
const kinds = () => sent.map(({ payload }) => payload.kind)
const start = async (customer: Person) => {
  const { payment_session_id } = await world.paid(customer)
  return (await customer.post('/api/client/chats/start', { payment_session_id })).body.chat_session_id as string
}

test('a push goes to a push service, never to a machine of our own network', async () => {
  const rani = await world.customer()
  for (const endpoint of [
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://2130706433/x',
    'https://localhost/x',
    'https://db:5432/x',
  ])
    expect((await subscribe(rani, endpoint)).status, endpoint).toBe(400)
  expect((await subscribe(rani, 'https://fcm.googleapis.com/fcm/send/abc')).status).toBe(200)
})

test('ten browsers of one person get pushes: of more, the oldest goes, and nobody else’s', async () => {
  const [rani, sari] = [await world.customer(), await world.mitra()]
  await subscribe(sari)
  for (let number = 1; number <= 12; number += 1) await subscribe(rani, `https://push.example/rani-${number}`)
  await subscribe(rani, 'https://push.example/rani-5')
  const kept = await world.sql(
    "select replace(endpoint, 'https://push.example/rani-', '') as number from push_subscriptions where user_id = $1 order by created_at",
    [rani.id],
  )
  expect(kept.map(({ number }) => number)).toEqual(['3', '4', '5', '6', '7', '8', '9', '10', '11', '12'])
  expect(await world.sql('select from push_subscriptions where user_id = $1', [sari.id])).toHaveLength(1)
})

test('a request, a match and a message reach the devices of those whose app is closed, without a word of what was said', async () => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  await rani.patch('/api/me', { language: 'en' })
  expect(await subscribe(rani)).toMatchObject({ status: 200 })
  await subscribe(sari)
  const chatId = await start(rani)
  await expect.poll(kinds).toEqual(['chat_request'])
  expect(sent[0]).toMatchObject({
    endpoint: `https://push.example/${sari.id}`,
    payload: { chat_session_id: chatId, title: 'Ada yang ingin curhat' },
  })
  await sari.post(`/api/mitra/requests/${chatId}/accept`)
  await expect.poll(kinds).toEqual(['chat_request', 'pairing_matched'])
  expect(sent[1]?.payload.title).toBe('Bestie found')
  const phone = await sari.connect()
  await phone.say(chatId, 'rahasia besar')
  await phone.say(chatId, 'rahasia lain')
  await expect.poll(kinds, { timeout: 5_000 }).toEqual(['chat_request', 'pairing_matched', 'message'])
  expect(JSON.stringify(sent)).not.toMatch(/rahasia|Rani|\+62/)
})

test('a sender who leaves before their message is stored gets no push about it', async () => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId } = await world.match(rani, sari)
  for (const person of [rani, sari]) await subscribe(person)
  const phone = await rani.connect()
  const holder = await world.hold('select from chat_sessions where id = $1 for update', [chatId])
  phone.socket.emit('message', { chat_session_id: chatId, client_message_id: crypto.randomUUID(), body: 'Nanti lanjut ya' })
  await world.waiting()
  phone.close()
  await expect.poll(() => world.ctx.connected.isHere(rani.id)).toBe(false)
  await holder.letGo()
  await expect.poll(kinds, { timeout: 5_000 }).toEqual(['message'])
  await world.stopWorker()
  expect(sent.map(({ endpoint }) => endpoint)).toEqual([`https://push.example/${sari.id}`])
})

test('a goodbye is pushed as any message is: to whoever has the app closed, and without its words', async () => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId } = await world.match(rani, sari)
  await rani.connect()
  for (const person of [rani, sari]) await subscribe(person)
  await rani.post(`/api/client/chats/${chatId}/end`)
  expect((await sari.post(`/api/mitra/chats/${chatId}/goodbye`, { body: 'rahasia' })).status).toBe(200)
  expect((await rani.post(`/api/client/chats/${chatId}/goodbye`, { body: 'rahasia' })).status).toBe(200)
  await expect.poll(kinds, { timeout: 5_000 }).toEqual(['message'])
  expect(sent[0]).toMatchObject({ endpoint: `https://push.example/${sari.id}`, payload: { chat_session_id: chatId } })
  expect(JSON.stringify(sent)).not.toMatch(/rahasia|Rani/)
})

test('of several events in one commit each is pushed to its own people', async () => {
  const [rani, dimas, tono, sari] = [await world.customer(), await world.customer(), await world.customer(), await world.mitra()]
  for (const person of [rani, dimas, sari]) await subscribe(person)
  const matched = (chat_session_id: string) => ({
    name: 'pairing_matched' as const,
    data: { chat_session_id, mitra: { id: sari.id, display_name: 'Sari' }, ends_at: new Date().toISOString() },
  })
  const [first, second, third] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()]
  await transact(world.ctx, async (tx) => {
    tx.tell([sari.id], { name: 'mitra_status', data: { is_online: true } })
    tx.tell([rani.id], matched(first))
    tx.tell([tono.id], matched(second))
    tx.tell([dimas.id], matched(third))
  })
  const pushed = () => sent.map(({ endpoint, payload }) => [endpoint, payload.chat_session_id])
  const expected = [rani, dimas].map(({ id }, at) => [`https://push.example/${id}`, [first, third][at]])
  await expect.poll(() => pushed().sort()).toEqual(expected.sort())
})

test('a push to a crowd is many jobs, one after the other, and each device gets it once', async () => {
  await world.stopWorker()
  const sari = await world.mitra('Sari', { online: false })
  await subscribe(sari)
  await world.sql(`
    insert into push_subscriptions (user_id, role, endpoint, p256dh, auth, token_hash)
    select user_id, role, endpoint || n, p256dh, auth, token_hash from push_subscriptions, generate_series(1, 1199) n`)
  const sizes: number[] = []
  let job: Parameters<typeof sendPush>[1] | undefined = { to: [sari.id], push: { kind: 'chat_request' } }
  while (job !== undefined) {
    const before = sent.length
    await sendPush(world.ctx, job)
    sizes.push(sent.length - before)
    const next: { payload: typeof job }[] = await world.sql('delete from graphile_worker._private_jobs returning payload')
    job = next[0]?.payload
  }
  expect(sizes).toEqual([500, 500, 200])
  expect(new Set(sent.map(({ endpoint }) => endpoint)).size).toBe(1200)
})

test('a request for more time is pushed to the mitra, who must answer it, and not to the customer who asked', async () => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId } = await world.match(rani, sari)
  for (const person of [rani, sari]) await subscribe(person)
  const { payment_session_id } = await world.paid(rani, await world.moreTime(chatId))
  await rani.post(`/api/client/chats/${chatId}/extensions`, { payment_session_id })
  await expect.poll(kinds).toEqual(['extension_requested'])
  await world.stopWorker()
  expect(sent.map(({ endpoint }) => endpoint)).toEqual([`https://push.example/${sari.id}`])
})

test('a failed search is pushed as "Sesi gagal"; one’s own cancel is not pushed at all', async () => {
  await world.set('pairing_blast_timeout_seconds', 1)
  const rani = await world.customer()
  await subscribe(rani)
  await rani.post(`/api/client/chats/${await start(rani)}/cancel`)
  await start(rani)
  await expect.poll(kinds, { timeout: 5_000 }).toEqual(['pairing_failed'])
  expect(sent[0]?.payload.title).toBe('Sesi gagal')
})

test('a subscription that is gone is dropped, and a browser that changes hands follows its new owner', async () => {
  const [sari, budi] = [await world.mitra(), await world.mitra()]
  await subscribe(sari, 'https://push.example/shared')
  await subscribe(budi, 'https://push.example/shared')
  expect(await world.sql('select user_id from push_subscriptions')).toEqual([{ user_id: budi.id }])
  outcome = 'gone'
  await start(await world.customer())
  await expect.poll(() => world.sql('select from push_subscriptions')).toEqual([])
})

test('an accepted push counts as reaching a mitra; one who is switched off for silence is told', async () => {
  const sari = await world.mitra()
  await subscribe(sari)
  await world.sql("update mitras set last_reached_at = clock_timestamp() - interval '29 minutes'")
  await start(await world.customer())
  await expect.poll(kinds).toEqual(['chat_request'])
  await expect
    .poll(() => world.sql("select from mitras where last_reached_at > clock_timestamp() - interval '1 minute'"))
    .toHaveLength(1)
  await sweep(world.ctx)
  expect((await sari.get('/api/mitra/status')).body.is_online).toBe(true)
  await world.sql("update mitras set last_reached_at = clock_timestamp() - interval '31 minutes'")
  await sweep(world.ctx)
  expect((await sari.get('/api/mitra/status')).body.is_online).toBe(false)
  await expect.poll(kinds).toEqual(['chat_request', 'switched_off'])
})

test('only https endpoints are taken, and one may unsubscribe', async () => {
  const rani = await world.customer()
  expect((await subscribe(rani, 'http://127.0.0.1:9/x')).status).toBe(400)
  await subscribe(rani)
  const gone = await fetch(`${world.url}/api/push/subscriptions`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${rani.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ endpoint: `https://push.example/${rani.id}` }),
  })
  expect(gone.status).toBe(200)
  expect(await world.sql('select from push_subscriptions')).toEqual([])
  expect((await rani.get('/api/push/key')).body.public_key).toMatch(/^[\w-]{80,}$/)
})
