import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { switchOffUnreachable } from '../presence/switch-off-unreachable'
import { askSameMitra } from './ask-same-mitra'
import { fallBackToBlast } from './fall-back-to-blast'

let world: World
let rani: Person
let sari: Person
let budi: Person

beforeEach(async () => {
  world = await bootWorld()
  rani = await world.customer('Rani')
  sari = await world.mitra('Sari')
  budi = await world.mitra('Budi', { online: false })
})
afterEach(async () => {
  expect(await world.broken()).toEqual({})
  await world.stop()
})

/** A finished chat with Sari, so that she may be asked again. */
async function talkedBefore(wish = {}): Promise<void> {
  const { chatId } = await world.match(rani, sari, wish)
  await rani.post(`/api/client/chats/${chatId}/end`)
  for (const [person, role] of [
    [rani, 'client'],
    [sari, 'mitra'],
  ] as const) {
    await person.post(`/api/${role}/chats/${chatId}/goodbye`, { body: 'dah' })
  }
}
const askSari = async (wish = {}) => {
  const { payment_session_id: paymentId } = await world.paid(rani, { targeted_mitra_id: sari.id, ...wish })
  return { paymentId, answer: await rani.post('/api/client/chats/returning', { payment_session_id: paymentId }) }
}
const failures = () =>
  world.sql(
    'select cause_tag, targeted_mitra_id, chat_session_id is not null as has_chat from pairing_failures order by created_at',
  )
const isAnyoneAvailable = async () => (await rani.get('/api/client/mitra-availability')).body.available
const payment = async (id: string) => (await rani.get(`/api/client/payments/${id}`)).body

test('the payment of an extension asks nobody for another chat, also if it names a mitra', async () => {
  const { chatId } = await world.match(rani, sari)
  const { payment_session_id } = await world.paid(rani, { ...(await world.moreTime(chatId)), targeted_mitra_id: sari.id })
  for (const command of ['start', 'returning', 'fallback-to-blast']) {
    expect(await rani.post(`/api/client/chats/${command}`, { payment_session_id }), command).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    })
  }
})

test('after a reload the payment itself tells whether somebody else could listen: the one who could not come does not count', async () => {
  await talkedBefore()
  await sari.post('/api/mitra/status/offline')
  const { paymentId, answer } = await askSari()
  expect(answer).toMatchObject({ status: 409, body: { code: 'targeted_mitra_offline', other_available: false } })
  await sari.post('/api/mitra/status/online')
  await expect.poll(async () => (await rani.get('/api/client/mitra-availability')).body).toEqual({ available: true })
  expect(await payment(paymentId)).toMatchObject({ status: 'confirmed', other_available: false })

  await budi.post('/api/mitra/status/online')
  expect(await payment(paymentId)).toMatchObject({ other_available: true })
  await world.set('max_customers_per_mitra', 1)
  await world.match(await world.customer('Dimas'), budi)
  expect(await payment(paymentId)).toMatchObject({ other_available: false })
})

test('people are told by the ids that the database holds, beside their names; a mitra is told no customer’s', async () => {
  await talkedBefore()
  const { paymentId, answer } = await askSari()
  const own = { customer_id: rani.id, customer: { id: rani.id } }
  const targeted = { targeted_mitra_id: sari.id, targeted_mitra: { id: sari.id } }
  expect(await payment(paymentId)).toMatchObject(targeted)
  const cards = (await sari.get('/api/mitra/requests')).body
  await sari.post(`/api/mitra/requests/${answer.body.chat_session_id}/decline`)
  const operator = await world.operator()
  const table = async (name: string) => (await operator.get(`/internal/${name}`)).body.items
  expect((await table('failed-pairings'))[0]).toMatchObject({ ...own, ...targeted })
  expect((await table('sessions'))[0]).toMatchObject({ ...own, mitra_id: sari.id, mitra: { id: sari.id } })
  expect((await table('payments'))[0]).toMatchObject(own)
  expect((await operator.get(`/internal/payments/${paymentId}`)).body).toMatchObject({ ...own, ...targeted })
  const forSari = JSON.stringify([cards, (await sari.get('/api/mitra/chats')).body])
  expect(forSari).toContain('Rani')
  expect(forSari).not.toContain(rani.id)
})

test('[D3, D5, D6, F2] the targeted mitra gets a card with its window, accepts, and the chat starts on that payment', async () => {
  await talkedBefore()
  await world.set('returning_chat_confirmation_timeout_seconds', 7)
  const [phone, raniPhone] = [await sari.connect(), await rani.connect()]
  const { paymentId, answer } = await askSari()
  expect(answer).toMatchObject({
    status: 200,
    body: {
      status: 'searching',
      request_type: 'returning',
      confirmation_timeout_seconds: 7,
      mitra: { id: sari.id, display_name: 'Sari' },
    },
  })
  const chatId = answer.body.chat_session_id
  expect(await phone.event('chat_request')).toMatchObject({
    chat_session_id: chatId,
    request_type: 'returning',
    call_name: 'Rani',
    confirmation_timeout_seconds: 7,
  })
  expect((await sari.get('/api/mitra/requests')).body.items).toMatchObject([
    { chat_session_id: chatId, request_type: 'returning', deadline_at: answer.body.deadline_at },
  ])
  expect(await sari.post(`/api/mitra/requests/${chatId}/accept`)).toMatchObject({ status: 200, body: { status: 'active' } })
  await raniPhone.event('pairing_matched')
  expect(await payment(paymentId)).toMatchObject({ status: 'consumed', chat_session_id: chatId })
  expect(await world.sql('select count(*)::int as rows from chat_sessions where payment_session_id = $1', [paymentId])).toEqual([
    { rows: 1 },
  ])
})

test('[D7, D8] ignored until the window ends: targeted_mitra_timeout, and the payment stays confirmed for at least 5 minutes', async () => {
  await talkedBefore()
  await world.set('returning_chat_confirmation_timeout_seconds', 1)
  const [phone, mitraPhone] = [await rani.connect(), await sari.connect()]
  const { paymentId, answer } = await askSari()
  await world.sql("update payment_sessions set expires_at = clock_timestamp() + interval '1 minute' where id = $1", [paymentId])
  expect(await phone.event('returning_unavailable')).toEqual({
    payment_session_id: paymentId,
    cause_tag: 'targeted_mitra_timeout',
    other_available: false,
  })
  expect(await mitraPhone.event('chat_request_closed', (data) => data.reason === 'timeout')).toMatchObject({
    chat_session_id: answer.body.chat_session_id,
  })
  expect(await failures()).toEqual([{ cause_tag: 'targeted_mitra_timeout', targeted_mitra_id: sari.id, has_chat: true }])
  const now = await payment(paymentId)
  expect(now).toMatchObject({ status: 'confirmed', cause_tag: 'targeted_mitra_timeout' })
  expect(Date.parse(now.expires_at) - Date.now()).toBeGreaterThan(4.5 * 60_000)
  expect((await rani.get('/api/client/chats/current')).body).toMatchObject({
    items: [],
    waiting_payments: [{ payment_session_id: paymentId }],
  })
})

test('[D9, D10, D11, D12, D19] declined: the row, then a general blast on the same payment, charged once', async () => {
  await talkedBefore()
  await budi.post('/api/mitra/status/online')
  const phone = await rani.connect()
  const { paymentId, answer } = await askSari()
  expect((await budi.get('/api/mitra/requests')).body.items).toEqual([])
  await sari.post(`/api/mitra/requests/${answer.body.chat_session_id}/decline`)
  expect(await phone.event('returning_unavailable')).toEqual({
    payment_session_id: paymentId,
    cause_tag: 'targeted_mitra_rejected',
    other_available: true,
  })
  expect(await payment(paymentId)).toMatchObject({ status: 'confirmed' })
  const charges = await world.sql('select from ledger_entries')
  const fallback = await rani.post('/api/client/chats/fallback-to-blast', { payment_session_id: paymentId })
  expect(fallback).toMatchObject({ status: 200, body: { status: 'searching', request_type: 'general' } })
  expect(await rani.post('/api/client/chats/fallback-to-blast', { payment_session_id: paymentId })).toMatchObject({
    status: 409,
    body: { code: 'already_searching', state: 'searching' },
  })
  expect(await budi.post(`/api/mitra/requests/${fallback.body.chat_session_id}/accept`)).toMatchObject({ status: 200 })
  const rows = await world.sql('select request_type, status from chat_sessions where payment_session_id = $1 order by id', [
    paymentId,
  ])
  expect(rows).toEqual([
    { request_type: 'returning', status: 'rejected' },
    { request_type: 'general', status: 'active' },
  ])
  expect(await world.sql('select from ledger_entries')).toHaveLength(charges.length)
  expect(await failures()).toEqual([{ cause_tag: 'targeted_mitra_rejected', targeted_mitra_id: sari.id, has_chat: true }])
})

test('[D14, D15, D19, J9] offline at the tap, others available: 409 at once, its row, the payment still confirmed', async () => {
  await talkedBefore()
  await sari.post('/api/mitra/status/offline')
  await budi.post('/api/mitra/status/online')
  await expect.poll(isAnyoneAvailable).toBe(true)
  const { paymentId, answer } = await askSari()
  expect(answer).toMatchObject({
    status: 409,
    body: { code: 'targeted_mitra_offline', state: 'confirmed', payment_session_id: paymentId, other_available: true },
  })
  expect(await failures()).toEqual([{ cause_tag: 'targeted_mitra_offline', targeted_mitra_id: sari.id, has_chat: false }])
  expect(await payment(paymentId)).toMatchObject({ status: 'confirmed' })
  await world.sql("update payment_sessions set expires_at = clock_timestamp() + interval '1 minute' where id = $1", [paymentId])
  await rani.post('/api/client/chats/returning', { payment_session_id: paymentId })
  const { expires_at } = await payment(paymentId)
  expect(Date.parse(expires_at) - Date.now(), 'ms left to choose somebody else').toBeGreaterThan(4.5 * 60_000)
})

test('a double tap at a mitra who cannot come has one answer and one row; a later try has its own', async () => {
  await talkedBefore()
  await sari.post('/api/mitra/status/offline')
  const { payment_session_id } = await world.paid(rani, { targeted_mitra_id: sari.id })
  const tap = (key?: string) =>
    rani.post('/api/client/chats/returning', { payment_session_id }, key === undefined ? {} : { 'idempotency-key': key })
  const [first, second] = await Promise.all([tap(), tap()])
  expect(first).toMatchObject({ status: 409, body: { code: 'targeted_mitra_offline', state: 'confirmed', payment_session_id } })
  expect(second).toEqual(first)
  expect(await tap()).toEqual(first)
  expect(await failures()).toHaveLength(1)
  expect((await tap('another command')).status).toBe(409)
  expect(await failures()).toHaveLength(2)

  await sari.post('/api/mitra/status/online')
  await world.match(await world.customer('Dimas'), sari)
  await world.set('max_customers_per_mitra', 1)
  for (const _ of [1, 2]) expect(await tap()).toMatchObject({ status: 409, body: { code: 'targeted_mitra_at_capacity' } })
  expect(await failures()).toHaveLength(3)

  await world.sql("update pairing_failures set created_at = created_at - interval '5 seconds'")
  await tap()
  expect(await failures()).toHaveLength(4)
})

test('a repeat whose answer was lost asks nobody again and leaves no second row', async () => {
  await talkedBefore()
  const again = async (payment: string, key: string) => await askSameMitra(world.ctx, rani.id, payment, key)
  const { payment_session_id: refused } = await world.paid(rani, { targeted_mitra_id: sari.id })
  await sari.post('/api/mitra/status/offline')
  const lost = crypto.randomUUID()
  for (const _ of [1, 2]) await expect(again(refused, lost)).rejects.toMatchObject({ code: 'targeted_mitra_offline' })
  await sari.post('/api/mitra/status/online')
  await expect(again(refused, lost)).rejects.toMatchObject({ code: 'targeted_mitra_offline' })
  expect(await failures()).toHaveLength(1)
  const key = crypto.randomUUID()
  expect(await again(refused, key)).toMatchObject({ chat_session_id: key, status: 'searching' })
  await sari.post(`/api/mitra/requests/${key}/decline`)
  expect(await again(refused, key)).toMatchObject({ chat_session_id: key, status: 'rejected' })
  expect(await fallBackToBlast(world.ctx, rani.id, refused, lost)).toMatchObject({ chat_session_id: lost })
  expect(await fallBackToBlast(world.ctx, rani.id, refused, lost)).toMatchObject({ chat_session_id: lost, status: 'searching' })
})

test('while the mitra is being asked again, a start on the same payment is refused: it is not that request', async () => {
  await talkedBefore()
  const { paymentId, answer } = await askSari()
  expect(await rani.post('/api/client/chats/start', { payment_session_id: paymentId })).toMatchObject({
    status: 409,
    body: { code: 'already_searching', state: 'searching' },
  })
  expect(await payment(paymentId)).toMatchObject({ status: 'confirmed', chat_session_id: answer.body.chat_session_id })
})

test('whatever stands in the way of asking again, it is said whether somebody else could listen', async () => {
  await talkedBefore()
  const { payment_session_id: waiting } = await world.paid(rani, { targeted_mitra_id: sari.id })
  const searching = await world.paid(rani)
  await rani.post('/api/client/chats/start', { payment_session_id: searching.payment_session_id })
  const returning = (payment_session_id: string) => rani.post('/api/client/chats/returning', { payment_session_id })
  const facts = { payment_session_id: waiting, other_available: false }
  expect(await returning(waiting)).toMatchObject({
    status: 409,
    body: { code: 'already_searching', state: 'searching', ...facts },
  })
  await rani.post(`/api/client/payments/${waiting}/cancel-search`)
  await budi.post('/api/mitra/status/online')
  expect(await returning(waiting)).toMatchObject({
    status: 409,
    body: { code: 'payment_not_confirmed', state: 'failed_pairing', ...facts, other_available: true },
  })
})

test('[H6] a mitra who goes offline inside the window ends the request at once', async () => {
  await talkedBefore()
  const phone = await rani.connect()
  const { paymentId } = await askSari()
  await sari.post('/api/mitra/status/offline')
  expect(await phone.event('returning_unavailable')).toMatchObject({
    payment_session_id: paymentId,
    cause_tag: 'targeted_mitra_offline',
  })
  expect(await failures()).toMatchObject([{ cause_tag: 'targeted_mitra_offline', has_chat: true }])
})

test('[H6] a mitra who goes offline mid-session is shown offline and asked no more; the chat goes on', async () => {
  const dimas = await world.customer('Dimas')
  await talkedBefore()
  const { chatId } = await world.match(dimas, sari)
  const phone = await dimas.connect()
  await sari.post('/api/mitra/status/offline')
  expect((await sari.get('/api/mitra/status')).body).toMatchObject({ is_online: false, live_customers: 1 })
  expect(await phone.say(chatId, 'masih di sini?')).toMatchObject({ ok: true })
  expect((await dimas.get(`/api/client/chats/${chatId}`)).body).toMatchObject({ status: 'active', ended_by: null })
  expect((await askSari()).answer).toMatchObject({ status: 409, body: { code: 'targeted_mitra_offline' } })
})

test('a request to a mitra who goes offline says who switched them off: themselves, an operator, or the system', async () => {
  await talkedBefore()
  const [supervisor, admin] = [await world.operator('supervisor'), await world.operator('admin')]
  const switchOffs: [string, () => Promise<unknown>][] = [
    ['mitra', () => sari.post('/api/mitra/status/offline')],
    [
      'system',
      async () => {
        await world.sql("update mitras set last_reached_at = clock_timestamp() - interval '32 minutes' where id = $1", [sari.id])
        await switchOffUnreachable(world.ctx)
      },
    ],
    ['operator', () => supervisor.post(`/internal/mitras/${sari.id}/suspend`, { reason: 'keluhan' })],
    ['operator', () => admin.post(`/internal/mitras/${sari.id}/erase`, { reason: 'berhenti' })],
  ]
  for (const [endedBy, switchOff] of switchOffs) {
    await world.sql('update mitras set is_online = true, suspended_at = null where id = $1', [sari.id])
    const { answer } = await askSari()
    await switchOff()
    expect(await rani.get(`/api/client/chats/${answer.body.chat_session_id}`)).toMatchObject({
      body: { status: 'expired', ended_by: endedBy },
    })
  }
})

test('[D17, D18, D19, D21] capacity is counted in other customers: this one’s own chat does not count, somebody else’s does', async () => {
  await world.set('max_customers_per_mitra', 1)
  await world.match(rani, sari)
  await expect.poll(isAnyoneAvailable).toBe(false)
  const own = await askSari()
  expect(own.answer).toMatchObject({ status: 200 })
  expect(await sari.post(`/api/mitra/requests/${own.answer.body.chat_session_id}/accept`)).toMatchObject({ status: 200 })

  const dimas = await world.customer('Dimas')
  await world.set('max_customers_per_mitra', 2)
  await world.match(dimas, sari)
  const below = await askSari()
  expect(below.answer).toMatchObject({ status: 200 })
  await rani.post(`/api/client/chats/${below.answer.body.chat_session_id}/cancel`)
  await world.set('max_customers_per_mitra', 1)
  const full = await askSari()
  expect(full.answer).toMatchObject({
    status: 409,
    body: { code: 'targeted_mitra_at_capacity', payment_session_id: full.paymentId, other_available: false },
  })
  expect((await failures()).map((failure) => failure.cause_tag)).toEqual(['customer_cancelled', 'targeted_mitra_at_capacity'])
  expect(await payment(full.paymentId)).toMatchObject({ status: 'confirmed' })
})

test('[D16] without a topic of its own it inherits the last chat’s, and the fallback carries it on', async () => {
  await talkedBefore({ topic_sensitivity: 'sensitive' })
  await budi.post('/api/mitra/status/online')
  const { paymentId, answer } = await askSari()
  expect(answer.body.topic_sensitivity).toBe('sensitive')
  await sari.post(`/api/mitra/requests/${answer.body.chat_session_id}/decline`)
  await rani.post('/api/client/chats/fallback-to-blast', { payment_session_id: paymentId })
  expect((await budi.get('/api/mitra/requests')).body.items).toMatchObject([
    { topic_sensitivity: 'sensitive', request_type: 'general' },
  ])
})

test('[D16] the last chat is the one that started last, whatever clock its id was made by', async () => {
  await talkedBefore({ topic_sensitivity: 'sensitive' })
  await talkedBefore()
  await world.sql(`update chat_sessions set started_at = started_at - interval '1 day', ends_at = ends_at - interval '1 day'
    where topic_sensitivity = 'regular'`)
  expect((await askSari()).answer.body.topic_sensitivity).toBe('sensitive')
})

test('[D20] the fallback fails too: no_mitra_available closes the payment', async () => {
  await talkedBefore()
  await world.set('pairing_blast_timeout_seconds', 1)
  await sari.post('/api/mitra/status/offline')
  const phone = await rani.connect()
  const { paymentId } = await askSari()
  await rani.post('/api/client/chats/fallback-to-blast', { payment_session_id: paymentId })
  expect(await phone.event('pairing_failed')).toEqual({ payment_session_id: paymentId, cause_tag: 'no_mitra_available' })
  expect((await failures()).map((failure) => failure.cause_tag)).toEqual(['targeted_mitra_offline', 'no_mitra_available'])
})

test('[C3] cancelled inside the window, the payment is given up', async () => {
  await talkedBefore()
  const { paymentId, answer } = await askSari()
  expect(await rani.post(`/api/client/chats/${answer.body.chat_session_id}/cancel`)).toMatchObject({
    status: 200,
    body: { status: 'cancelled' },
  })
  expect(await payment(paymentId)).toMatchObject({ status: 'failed_pairing', cause_tag: 'customer_cancelled' })
})

test('a mitra one never talked with is not found', async () => {
  const tier_id = await world.tier()
  expect(await rani.post('/api/client/payments', { tier_id, targeted_mitra_id: budi.id })).toMatchObject({ status: 404 })
})

test('fallback against fallback, accept against timeout: one outcome each, 25 times', { timeout: 60_000 }, async () => {
  await talkedBefore()
  await sari.post('/api/mitra/status/offline')
  for (let round = 0; round < 25; round += 1) {
    const { paymentId } = await askSari()
    const answers = await Promise.all(
      [1, 2].map(() => rani.post('/api/client/chats/fallback-to-blast', { payment_session_id: paymentId })),
    )
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409])
    await rani.post(`/api/client/payments/${paymentId}/cancel-search`)
  }
})
