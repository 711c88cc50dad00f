import { todayInJakarta } from '@bestie/dev-world/today'
import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test } from 'vitest'

let world: World
let operator: Person
let supervisor: Person
let rani: Person
let sari: Person
let chatId: string
beforeEach(async () => {
  world = await bootWorld()
  ;[operator, supervisor] = [await world.operator(), await world.operator('supervisor')]
  ;[rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  chatId = (await world.match(rani, sari, { topic_sensitivity: 'sensitive' })).chatId
})
afterEach(async () => {
  expect(await world.broken()).toEqual({})
  await world.stop()
})

test('[J10] a session stays active in the view of sessions while its mitra is offline', async () => {
  await sari.post('/api/mitra/status/offline')
  const { body } = await operator.get('/internal/sessions?statuses=searching,active,closing')
  expect(body).toMatchObject({
    total: 1,
    items: [{ chat_session_id: chatId, status: 'active', mitra: { display_name: 'Sari' }, customer: { call_name: 'Rani' } }],
  })
})

test('sessions are filtered by status, people, kind and days', async () => {
  await rani.post(`/api/client/chats/${chatId}/end`)
  const { payment_session_id } = await world.paid(rani)
  await rani.post('/api/client/chats/start', { payment_session_id })
  const total = async (query: string) => (await operator.get(`/internal/sessions?${query}`)).body.total
  const today = todayInJakarta()
  expect(await total('')).toBe(2)
  expect(await total('statuses=searching')).toBe(1)
  expect(await total(`mitra_id=${sari.id}`)).toBe(1)
  expect(await total(`customer_id=${rani.id}&topic_sensitivity=sensitive`)).toBe(1)
  expect(await total('request_type=returning')).toBe(0)
  expect([await total(`from=${today}&to=${today}`), await total('to=2020-01-01')]).toEqual([2, 0])
  expect((await operator.get('/internal/sessions?statuses=gone')).status).toBe(400)
})

test('a session’s life counts what was written and never shows it; the words take a reason that is kept', async () => {
  const [phone, bestie] = [await rani.connect(), await sari.connect()]
  await phone.say(chatId, 'rahasia satu')
  await phone.say(chatId, 'rahasia dua')
  await bestie.say(chatId, 'aku dengar')
  const life = await operator.get(`/internal/sessions/${chatId}`)
  expect(life.body).toMatchObject({ messages: { customer: 2, mitra: 1 }, message_count: 3, status: 'active' })
  expect(life.body.timeline.map((event: { type: string }) => event.type)).toEqual(['request_started', 'matched'])
  expect(JSON.stringify(life.body)).not.toContain('rahasia')
  const read = (who: Person, body: object) => who.post(`/internal/sessions/${chatId}/conversation`, body)
  expect((await read(operator, { reason: 'ingin tahu' })).status).toBe(403)
  expect((await read(supervisor, {})).status).toBe(400)
  expect((await read(supervisor, { reason: 'laporan pelecehan' })).body).toMatchObject({
    items: [{ seq: 1, sender_role: 'customer', body: 'rahasia satu' }, { seq: 2 }, { seq: 3, sender_role: 'mitra' }],
    next_after_seq: null,
  })
  expect(await world.sql("select actor_id, subject, after from audit_log where action = 'read_conversation'")).toEqual([
    { actor_id: supervisor.id, subject: `chat_sessions/${chatId}`, after: { reason: 'laporan pelecehan', after_seq: 0 } },
  ])
})

test('a supervisor ends an active chat with a reason; both sides still say goodbye', async () => {
  const phone = await rani.connect()
  const end = (who: Person) => who.post(`/internal/sessions/${chatId}/end`, { reason: 'melanggar aturan' })
  expect((await end(operator)).status).toBe(403)
  expect((await end(supervisor)).body).toMatchObject({ status: 'closing', ended_by: 'operator' })
  await phone.event('session_closing')
  expect(await end(supervisor)).toMatchObject({ status: 409, body: { code: 'chat_not_active', state: 'closing' } })
  expect((await rani.post(`/api/client/chats/${chatId}/goodbye`, { body: 'dah' })).status).toBe(200)
  expect((await sari.post(`/api/mitra/chats/${chatId}/goodbye`, { body: 'dah' })).status).toBe(200)
  const { timeline } = (await operator.get(`/internal/sessions/${chatId}`)).body
  expect(timeline.map((event: { type: string }) => event.type)).toEqual([
    'request_started',
    'matched',
    'chat_ended',
    'audited',
    'goodbye_said',
    'goodbye_said',
    'chat_completed',
  ])
})
