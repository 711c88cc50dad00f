import { randomUUID } from 'node:crypto'
import type { Device } from '@bestie/dev-world/device'
import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { sweep } from '../jobs/sweep'
import { sendMessage } from './send-message'

let world: World
let rani: Person
let sari: Person
let phone: Device
let mitraPhone: Device
let chatId: string

beforeEach(async () => {
  world = await bootWorld()
  rani = await world.customer('Rani')
  sari = await world.mitra('Sari')
  phone = await rani.connect()
  mitraPhone = await sari.connect()
  chatId = (await world.match(rani, sari)).chatId
})
afterEach(async () => {
  expect(await world.broken()).toEqual({})
  await world.stop()
})

const history = async (person: Person, role: 'client' | 'mitra', afterSeq = 0) =>
  (await person.get(`/api/${role}/chats/${chatId}/messages?after_seq=${afterSeq}`)).body

test('[J1] a message is acked when stored and reaches the other side; delivered and read come back', async () => {
  const ack = await phone.say(chatId, 'Halo')
  expect(ack).toMatchObject({ ok: true, seq: 1 })
  const arrived = await mitraPhone.event('message')
  expect(arrived).toMatchObject({ chat_session_id: chatId, id: ack.id, seq: 1, sender_role: 'customer', body: 'Halo' })
  mitraPhone.socket.emit('delivered', { chat_session_id: chatId, up_to_seq: 1 })
  expect(await phone.event('message_status')).toEqual({ chat_session_id: chatId, up_to_seq: 1, status: 'delivered' })
  mitraPhone.socket.emit('read', { chat_session_id: chatId, up_to_seq: 1 })
  await phone.event('message_status', (status) => status.status === 'read')
  expect(await history(rani, 'client')).toMatchObject({ theirs: { delivered_seq: 1, read_seq: 1 }, mine: { read_seq: 0 } })
  for (const body of ['Aku', 'mau', 'cerita']) await phone.say(chatId, body)
  for (const [mark, up_to_seq] of [
    ['delivered', 4],
    ['read', 2],
  ] as const) {
    mitraPhone.socket.emit(mark, { chat_session_id: chatId, up_to_seq })
    const told = await phone.event('message_status', (status) => status.status === mark && status.up_to_seq > 1)
    expect(told, 'each mark has a place of its own').toMatchObject({ up_to_seq })
  }
  mitraPhone.socket.emit('typing', { chat_session_id: chatId })
  expect(await phone.event('typing')).toEqual({ chat_session_id: chatId, sender_role: 'mitra' })
})

test('the only device that is there does not hear its own message', async () => {
  mitraPhone.close()
  await expect.poll(() => world.ctx.connected.isHere(sari.id)).toBe(false)
  expect(await phone.say(chatId, 'Masih di sana?')).toMatchObject({ ok: true })
  expect(phone.received.filter(({ name }) => name === 'message')).toEqual([])
})

test('a number that no message can have is no cursor: nothing is marked, and nothing is logged', async () => {
  await phone.say(chatId, 'Halo')
  const warn = vi.spyOn(world.ctx.log, 'warn')
  for (const up_to_seq of [2 ** 40, 1]) mitraPhone.socket.emit('read', { chat_session_id: chatId, up_to_seq })
  expect(await phone.event('message_status')).toMatchObject({ up_to_seq: 1 })
  expect(warn).not.toHaveBeenCalled()
})

test('an app that waits for no answer is refused with its 501st message, and nobody else waits for it', async () => {
  const dimas = await world.customer('Dimas')
  const { chatId: theirs } = await world.match(dimas, sari)
  const theirPhone = await dimas.connect()
  const holder = await world.hold('select from chat_sessions where id = $1 for update', [chatId])
  const acks: (string | undefined)[] = []
  const sending = Array.from({ length: 520 }, async (_, n) => acks.push((await phone.say(chatId, `${n}`)).code))
  await expect.poll(() => acks).toEqual(Array(20).fill('rate_limited'))
  expect(await theirPhone.say(theirs, 'Halo')).toMatchObject({ ok: true })
  await holder.letGo()
  await Promise.all(sending)
  expect(acks.filter((code) => code === undefined)).toHaveLength(500)
  expect(await phone.say(chatId, 'lagi')).toMatchObject({ ok: true, seq: 501 })
})

test('of the cursors that come while one is being moved, only the newest is used', async () => {
  for (let n = 1; n <= 5; n += 1) await phone.say(chatId, `${n}`)
  const holder = await world.hold('lock table chat_cursors in exclusive mode')
  for (let seq = 1; seq <= 5; seq += 1) mitraPhone.socket.emit('read', { chat_session_id: chatId, up_to_seq: seq })
  await mitraPhone.say(chatId, 'Ya?')
  await world.waiting()
  await holder.letGo()
  await phone.event('message_status', (status) => status.up_to_seq === 5)
  const seen = phone.received.flatMap(({ name, data }) => (name === 'message_status' ? [data.up_to_seq] : []))
  expect(seen).toEqual([1, 5])
})

test('typing that a device reports without a pause is passed on only a few times a second', async () => {
  for (let n = 1; n <= 20; n += 1) mitraPhone.socket.emit('typing', { chat_session_id: chatId })
  await phone.event('typing')
  await mitraPhone.say(chatId, 'Halo')
  await phone.event('message')
  const signs = () => phone.received.filter(({ name }) => name === 'typing')
  expect(signs()).toHaveLength(1)
  // After a message the next one is being typed, which is told at once.
  mitraPhone.socket.emit('typing', { chat_session_id: chatId })
  await expect.poll(signs).toHaveLength(2)
})

test('hundreds of messages from both sides at once are numbered without a gap, in each sender’s order', async () => {
  const count = 300
  const sent = await Promise.all(
    Array.from({ length: count }, (_, n) => [phone.say(chatId, `c${n}`), mitraPhone.say(chatId, `m${n}`)]).flat(),
  )
  expect(sent.every((ack) => ack.ok)).toBe(true)
  const all = []
  for (let after = 0; ; ) {
    const page = await history(rani, 'client', after)
    all.push(...page.items)
    if (page.next_cursor === null) break
    after = Number(page.next_cursor)
  }
  expect(all.map((message) => message.seq)).toEqual(Array.from({ length: 2 * count }, (_, n) => n + 1))
  for (const [role, letter] of [
    ['customer', 'c'],
    ['mitra', 'm'],
  ]) {
    const bodies = all.filter((message) => message.sender_role === role).map((message) => message.body)
    expect(bodies).toEqual(Array.from({ length: count }, (_, n) => `${letter}${n}`))
  }
})

test('the same message sent again, even at once, is stored once and gets the same answer', async () => {
  const name = randomUUID()
  const acks = await Promise.all([1, 2, 3].map(() => phone.say(chatId, 'sekali saja', name)))
  const later = await phone.say(chatId, 'sekali saja', name)
  expect(new Set([...acks, later].map((ack) => JSON.stringify(ack))).size).toBe(1)
  expect((await history(sari, 'mitra')).items).toHaveLength(1)
  await mitraPhone.event('message')
  expect(mitraPhone.received.filter((event) => event.name === 'message')).toHaveLength(1)
})

test('repeats among new ones, from many chats at once, get their old answers; the new ones are stored without a gap', async () => {
  const chats = [{ phone, chatId }]
  for (const name of ['Dimas', 'Tia']) {
    const customer = await world.customer(name)
    const { chatId } = await world.match(customer, sari)
    chats.push({ phone: await customer.connect(), chatId })
  }
  const said = (round: number) =>
    Promise.all(
      chats.flatMap(({ phone, chatId }, chat) =>
        Array.from({ length: 10 }, (_, n) => phone.say(chatId, `kata ${n}`, `${chat}-${n % 2 === 0 ? n : `${round}-${n}`}`)),
      ),
    )
  const [first, second] = [await said(1), await said(2)]
  const even = (_: unknown, n: number) => n % 2 === 0
  expect(second.filter(even)).toEqual(first.filter(even))
  expect([...first, ...second].every((ack) => ack.ok)).toBe(true)
  for (const { chatId } of chats) {
    const stored = await world.sql<{ seq: number }>('select seq from messages where chat_session_id = $1 order by seq', [chatId])
    expect(stored.map(({ seq }) => seq)).toEqual(Array.from({ length: 15 }, (_, n) => n + 1))
  }
})

test('what was stored before a chat closed is acked again after it, and nothing new is', async () => {
  const ack = await phone.say(chatId, 'masih sempat', 'sebelum')
  await rani.post(`/api/client/chats/${chatId}/end`)
  expect(await phone.say(chatId, 'masih sempat', 'sebelum')).toEqual(ack)
  expect(await phone.say(chatId, 'terlambat', 'sesudah')).toEqual({ ok: false, code: 'chat_not_active' })
})

test('alone or among others, nobody writes into a chat that is over, or that is not theirs', async () => {
  const dimas = await world.customer('Dimas')
  const theirs = (await world.match(dimas, sari)).chatId
  const stranger = await world.customer()
  const send = (chat: string, person: Person, senderRole: 'customer' | 'mitra' = 'customer') =>
    sendMessage(world.ctx, { chatId: chat, senderId: person.id, senderRole, clientMessageId: randomUUID(), body: 'halo' }).then(
      ({ message, other }) => ({ seq: message.seq, role: message.sender_role, other }),
      (error) => error.code,
    )
  // While it was open it got its key, without which it is refused before it is looked at.
  await send(chatId, rani)
  await rani.post(`/api/client/chats/${chatId}/end`)
  const all = [
    () => send(theirs, dimas),
    () => send(chatId, rani),
    () => send(theirs, stranger),
    () => send(theirs, rani),
    () => send(theirs, sari, 'mitra'),
  ]
  const outcomes = (seq: number) => [
    { seq, role: 'customer', other: sari.id },
    'chat_not_active',
    'not_found',
    'not_found',
    { seq: seq + 1, role: 'mitra', other: dimas.id },
  ]
  expect(await Promise.all(all.map((one) => one()))).toEqual(outcomes(1))
  const alone = []
  for (const one of all) alone.push(await one())
  expect(alone).toEqual(outcomes(3))
  const stored = await world.sql('select sender_role from messages where chat_session_id = $1 order by seq', [theirs])
  expect(stored.map(({ sender_role }) => sender_role)).toEqual(['customer', 'mitra', 'customer', 'mitra'])
})

test('after a lost connection the rest is read by after_seq, and one’s other device has it live', async () => {
  const tablet = await rani.connect()
  await phone.say(chatId, 'satu')
  await tablet.event('message', (message) => message.body === 'satu')
  phone.close()
  await mitraPhone.say(chatId, 'dua')
  await mitraPhone.say(chatId, 'tiga')
  expect((await history(rani, 'client', 1)).items.map((message: { body: string }) => message.body)).toEqual(['dua', 'tiga'])
})

test('what cannot be a message is refused and nothing is stored', async () => {
  for (const body of ['', '   ', 'x'.repeat(4001), 'x'.repeat(900_000), 'a\0b', '\ud800']) {
    expect(await phone.say(chatId, body)).toEqual({ ok: false, code: 'invalid_request' })
  }
  expect(await phone.say(randomUUID(), 'siapa')).toEqual({ ok: false, code: 'not_found' })
  expect(await phone.say('not-an-id', 'apa')).toEqual({ ok: false, code: 'invalid_request' })
  const stranger = await (await world.customer()).connect()
  expect(await stranger.say(chatId, 'bukan chatku')).toEqual({ ok: false, code: 'not_found' })
  expect(await phone.say(chatId, 'x'.repeat(4000))).toMatchObject({ ok: true, seq: 1 })
  expect((await history(rani, 'client')).items).toHaveLength(1)
})

test('[J6, J7] the clock closes the chat, each side says one goodbye, and it is completed', async () => {
  await world.sql(
    "update chat_sessions set ends_at = now(), started_at = now() - interval '15 minutes', deadline_at = now() - interval '14 minutes'",
  )
  await sweep(world.ctx)
  const closing = await phone.event('session_closing')
  expect(closing).toMatchObject({ chat_session_id: chatId })
  expect(await phone.say(chatId, 'terlambat')).toEqual({ ok: false, code: 'chat_not_active' })
  expect((await rani.get(`/api/client/chats/${chatId}`)).body).toMatchObject({
    status: 'closing',
    ended_by: 'timer',
    may_say_goodbye: true,
  })
  for (const [reader, role] of [
    [rani, 'client'],
    [sari, 'mitra'],
  ] as const) {
    const { items } = (await reader.get(`/api/${role}/chats/current`)).body
    expect(items, 'whoever comes back now finds the goodbye to be written').toMatchObject([{ chat_session_id: chatId }])
  }
  const bye = await rani.post(`/api/client/chats/${chatId}/goodbye`, { body: 'Terima kasih' })
  expect(bye).toMatchObject({ status: 200, body: { status: 'closing', may_say_goodbye: false, last_seq: 1 } })
  expect(await rani.post(`/api/client/chats/${chatId}/goodbye`, { body: 'Terima kasih' })).toMatchObject({
    status: 200,
    body: { last_seq: 1 },
  })
  expect(await rani.post(`/api/client/chats/${chatId}/goodbye`, { body: 'Lagi' })).toMatchObject({
    status: 409,
    body: { code: 'goodbye_already_said', state: 'closing' },
  })
  expect(await mitraPhone.event('message')).toMatchObject({ seq: 1, body: 'Terima kasih', sender_role: 'customer' })
  expect(await sari.post(`/api/mitra/chats/${chatId}/goodbye`, { body: 'Sama-sama' })).toMatchObject({
    status: 200,
    body: { status: 'completed' },
  })
  expect(await phone.event('session_completed')).toEqual({ chat_session_id: chatId, ended_by: 'timer' })
  expect(await rani.post(`/api/client/chats/${chatId}/goodbye`, { body: 'Halo?' })).toMatchObject({ status: 409 })
})

test('[J7] the goodbye window that passes without a word completes the chat', async () => {
  await world.set('goodbye_window_seconds', 1)
  await rani.post(`/api/client/chats/${chatId}/end`)
  expect(await mitraPhone.event('session_completed')).toEqual({ chat_session_id: chatId, ended_by: 'customer' })
})

test('[J7] a side that ends early is named as who ended it; where the flag forbids it, the end is refused', async () => {
  await world.set('early_end_customer_enabled', 'false')
  expect((await rani.get(`/api/client/chats/${chatId}`)).body.may_end_early).toBe(false)
  expect(await rani.post(`/api/client/chats/${chatId}/end`)).toMatchObject({
    status: 409,
    body: { code: 'early_end_disabled', state: 'active' },
  })
  expect(await sari.post(`/api/mitra/chats/${chatId}/end`)).toMatchObject({
    status: 200,
    body: { status: 'closing', ended_by: 'mitra' },
  })
  await world.set('early_end_mitra_enabled', 'false')
  expect(await sari.post(`/api/mitra/chats/${chatId}/end`)).toMatchObject({ status: 200 })
  await phone.event('session_closing')
})

test('[J7] going offline ends nothing: messages flow on', async () => {
  await sari.post('/api/mitra/status/offline')
  expect(await phone.say(chatId, 'masih di sini?')).toMatchObject({ ok: true })
  expect(await mitraPhone.say(chatId, 'masih')).toMatchObject({ ok: true })
  expect((await sari.get('/api/mitra/chats/current')).body.items).toMatchObject([
    { chat_session_id: chatId, status: 'active', call_name: 'Rani' },
  ])
  expect((await sari.get('/api/mitra/status')).body).toEqual({ is_online: false, live_customers: 1, max_customers: 3 })
})

test('a chat belongs to two people only', async () => {
  const [stranger, otherMitra] = [await world.customer(), await world.mitra()]
  for (const answer of [
    await stranger.get(`/api/client/chats/${chatId}`),
    await stranger.get(`/api/client/chats/${chatId}/messages`),
    await stranger.post(`/api/client/chats/${chatId}/end`),
    await stranger.post(`/api/client/chats/${chatId}/goodbye`, { body: 'x' }),
    await stranger.post(`/api/client/chats/${chatId}/cancel`),
    await otherMitra.get(`/api/mitra/chats/${chatId}`),
    await otherMitra.get(`/api/mitra/chats/${chatId}/messages`),
    await otherMitra.post(`/api/mitra/chats/${chatId}/end`),
  ]) {
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } })
  }
  expect(await sari.get(`/api/client/chats/${chatId}`)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
})

test('a request that is no chat yet has no messages, and whoever would end it is told its state', async () => {
  const { payment_session_id } = await world.paid(rani)
  const { chat_session_id: request } = (await rani.post('/api/client/chats/start', { payment_session_id })).body
  const refusals = async (state: string) => {
    const [end, goodbye] = [`/api/client/chats/${request}/end`, `/api/client/chats/${request}/goodbye`]
    expect(await rani.post(end)).toMatchObject({ status: 409, body: { code: 'chat_not_active', state } })
    expect(await rani.post(goodbye, { body: 'dah' })).toMatchObject({ status: 409, body: { code: 'chat_not_closing', state } })
    expect(await rani.get(`/api/client/chats/${request}/messages`)).toMatchObject({ status: 200, body: { items: [] } })
    expect((await sari.post(`/api/mitra/chats/${request}/goodbye`, { body: 'dah' })).status).toBe(404)
    expect((await sari.get(`/api/mitra/chats/${request}/messages`)).status).toBe(404)
  }
  await refusals('searching')
  await rani.post(`/api/client/chats/${request}/cancel`)
  await refusals('cancelled')
})

test('the answer to an accept is what the mitra reads afterwards, may_end_early included', async () => {
  const dimas = await world.customer('Dimas')
  const { payment_session_id } = await world.paid(dimas)
  const { body } = await dimas.post('/api/client/chats/start', { payment_session_id })
  const accepted = await sari.post(`/api/mitra/requests/${body.chat_session_id}/accept`)
  expect(accepted.body.may_end_early).toBe(true)
  expect((await sari.get(`/api/mitra/chats/${body.chat_session_id}`)).body).toEqual(accepted.body)
  const listed = (await sari.get('/api/mitra/chats')).body.items.map((chat: { may_end_early: boolean }) => chat.may_end_early)
  expect(listed).toEqual([true, true])
})

test('ids of messages that differ by a space are of different messages', async () => {
  const say = (client_message_id: string, body: string) =>
    phone.socket.emitWithAck('message', { chat_session_id: chatId, client_message_id, body })
  expect([await say('a', 'satu'), await say(' a', 'dua')]).toMatchObject([
    { ok: true, seq: 1 },
    { ok: true, seq: 2 },
  ])
  expect((await history(sari, 'mitra')).items).toMatchObject([{ body: 'satu' }, { client_message_id: ' a', body: 'dua' }])
})

test('a goodbye under the id of an earlier message is refused as what it is, and another can still be said', async () => {
  await phone.socket.emitWithAck('message', { chat_session_id: chatId, client_message_id: '1', body: 'Halo' })
  await rani.post(`/api/client/chats/${chatId}/end`)
  const say = (client_message_id: string) =>
    rani.post(`/api/client/chats/${chatId}/goodbye`, { body: 'Terima kasih', client_message_id })
  expect(await say('1')).toMatchObject({
    status: 400,
    body: { code: 'invalid_request', fields: [{ path: '/client_message_id' }] },
  })
  expect((await rani.get(`/api/client/chats/${chatId}`)).body.may_say_goodbye).toBe(true)
  expect(await say('2')).toMatchObject({ status: 200 })
})

test('messages that were put into the database by hand are counted before the next one, and before a goodbye', async () => {
  const putIn = (from: number, to: number) =>
    world.sql(
      `insert into messages (chat_session_id, seq, sender_role, body) select $1, n, 'customer', 'dulu' from generate_series($2::int, $3::int) n`,
      [chatId, from, to],
    )
  await putIn(1, 20)
  expect(await phone.say(chatId, 'Halo')).toMatchObject({ ok: true, seq: 21 })
  await putIn(22, 30)
  const together = await Promise.all(['Aku', 'mau', 'cerita'].map((body) => phone.say(chatId, body)))
  expect(together.map(({ seq }) => seq)).toEqual([31, 32, 33])
  await putIn(34, 34)
  await world.sql("update chat_sessions set ends_at = now(), started_at = now() - interval '15 minutes'")
  await sweep(world.ctx)
  expect((await rani.post(`/api/client/chats/${chatId}/goodbye`, { body: 'Terima kasih' })).status).toBe(200)
  expect((await history(rani, 'client', 33)).items.map(({ seq, body }: { seq: number; body: string }) => [seq, body])).toEqual([
    [34, 'dulu'],
    [35, 'Terima kasih'],
  ])
})
