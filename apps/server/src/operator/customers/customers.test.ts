import { consentVersion } from '@bestie/contracts/consent-version'
import { ask } from '@bestie/dev-world/ask'
import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { settleCapture } from '../../payment/settle-capture'
import { maskEmail, maskPhone } from './mask'

let world: World
let operator: Person
let supervisor: Person
let admin: Person
let rani: Person
beforeEach(async () => {
  world = await bootWorld()
  ;[operator, supervisor, admin] = [await world.operator(), await world.operator('supervisor'), await world.operator('admin')]
  rani = await world.customer('Rani')
})
afterEach(async () => {
  expect(await world.broken()).toEqual({})
  await world.stop()
})
const of = (path = '') => `/internal/customers/${rani.id}${path}`

test('contact data is masked everywhere, found by whoever knows it whole, and shown with a reason that is kept', async () => {
  expect([maskPhone('+6281100000001'), maskEmail('rani@example.id'), maskPhone(null)]).toEqual([
    '+6281••••••001',
    'r•••@example.id',
    null,
  ])
  const found = await operator.get(`/internal/customers?q=${encodeURIComponent(rani.contact)}`)
  expect(found.body).toMatchObject({ total: 1, items: [{ id: rani.id, call_name: 'Rani' }] })
  expect((await operator.get('/internal/customers?q=%2B628')).body.total).toBe(0)
  expect((await operator.get('/internal/customers?q=ran')).body.total).toBe(1)
  const profile = await operator.get(of())
  for (const answer of [found, profile]) expect(JSON.stringify(answer.body)).not.toContain(rani.contact)
  expect((await operator.post(of('/reveal'), { reason: 'x' })).status).toBe(403)
  expect((await supervisor.post(of('/reveal'), {})).status).toBe(400)
  expect((await supervisor.post(of('/reveal'), { reason: 'menelepon balik' })).body).toEqual({ phone: rani.contact, email: null })
  expect(await world.sql("select actor_id, after, address from audit_log where action = 'reveal_contact'")).toEqual([
    { actor_id: supervisor.id, after: { reason: 'menelepon balik' }, address: '127.0.0.1' },
  ])
})

test('a free trial is used once a chat came of it, not while it is only paid for', async () => {
  const used = async () => (await operator.get(of())).body.free_trial_used
  const { payment_session_id } = await world.paid(rani, { is_free_trial: true })
  expect(await used()).toBe(false)
  const sari = await world.mitra()
  const { body } = await rani.post('/api/client/chats/start', { payment_session_id })
  await sari.post(`/api/mitra/requests/${body.chat_session_id}/accept`)
  expect(await used()).toBe(true)
})

test('a blocked customer neither pays nor signs in, and a live chat goes on', async () => {
  const sari = await world.mitra('Sari')
  const { chatId } = await world.match(rani, sari)
  const blocked = await supervisor.post(of('/block'), { reason: 'kasar' })
  expect(blocked.body).toMatchObject({ blocked_at: expect.any(String), block: { reason: 'kasar' } })
  expect(await rani.post('/api/client/payments', { tier_id: await world.tier() })).toMatchObject({
    status: 403,
    body: { code: 'account_blocked' },
  })
  const phone = await rani.connect()
  expect(await phone.say(chatId, 'masih bisa')).toMatchObject({ ok: true })
  await ask(`${world.url}/api/auth/otp/request`, 'POST', {}, { phone: rani.contact })
  const [{ code }] = (await ask(`${world.internalUrl}/dev/outbox?to=${encodeURIComponent(rani.contact)}`, 'GET')).body
  expect(await ask(`${world.url}/api/auth/otp/verify`, 'POST', {}, { phone: rani.contact, code })).toMatchObject({
    status: 403,
    body: { code: 'account_blocked' },
  })
  expect((await operator.get('/internal/customers?is_blocked=true')).body.total).toBe(1)
  expect((await supervisor.post(of('/unblock'), { reason: 'sudah bicara' })).body.blocked_at).toBeNull()
  expect((await rani.post('/api/client/payments', { tier_id: await world.tier() })).status).toBe(200)
})

test('a customer’s data is given out whole, and that it was is kept', async () => {
  const sari = await world.mitra('Sari')
  const { chatId, paymentId } = await world.match(rani, sari)
  await (await rani.connect()).say(chatId, 'isi hati')
  const { body } = await supervisor.post(of('/export'), { reason: 'permintaan sendiri' })
  expect(body).toMatchObject({
    customer: { phone: rani.contact, call_name: 'Rani' },
    payments: [{ id: paymentId, amount: 25_000 }],
    chats: [{ id: chatId, bestie: 'Sari' }],
    messages: [{ body: 'isi hati', sender_role: 'customer' }],
  })
  expect(body.ledger).toHaveLength(2)
  expect(await world.sql("select subject from audit_log where action = 'export_customer'")).toEqual([
    { subject: `customers/${rani.id}` },
  ])
})

test('a customer who is opening a payment when their erasure comes is not erased', async () => {
  const opener = await world.hold('insert into payment_sessions (customer_id, amount, duration_minutes) values ($1, 25000, 15)', [
    rani.id,
  ])
  const erasing = admin.post(of('/erase'), { reason: 'permintaan sendiri' })
  await world.waiting()
  await opener.letGo()
  expect(await erasing).toMatchObject({ status: 409, body: { code: 'money_open', state: 'payment' } })
})

test('a payment that is opened while its customer is being erased is not opened', async () => {
  // Holds the erasure up in its middle.
  const holder = await world.hold('lock table consents in share mode')
  const erasing = admin.post(of('/erase'), { reason: 'permintaan sendiri' })
  await world.waiting()
  const opening = rani.post('/api/client/payments', { tier_id: await world.tier() })
  await world.waiting(2)
  await holder.letGo()
  expect(await erasing).toMatchObject({ status: 200 })
  expect(await opening).toMatchObject({ body: { code: 'account_blocked' } })
  expect(await world.sql('select from payment_sessions')).toEqual([])
})

test('nothing of a person comes back that was on its way while they were being erased', async () => {
  const sari = await world.mitra('Sari')
  const { chatId } = await world.match(rani, sari)
  for (const [person, side] of [
    [rani, 'client'],
    [sari, 'mitra'],
  ] as const) {
    await person.post(`/api/${side}/chats/${chatId}/end`)
    await person.post(`/api/${side}/chats/${chatId}/goodbye`, { body: 'dah' })
  }
  await world.sql('delete from consents')
  const eraser = await world.hold('select from customers where id = $1 for update', [rani.id])
  const coming = [
    rani.patch('/api/me', { call_name: 'Rani lagi' }),
    rani.post('/api/client/consent', { version: consentVersion }),
    rani.post(`/api/client/chats/${chatId}/rating`, { stars: 5, comment: 'aku Rani' }),
  ]
  await world.waiting(3)
  await eraser.query("update customers set call_name = 'Teman', erased_at = now(), blocked_at = now() where id = $1", [rani.id])
  await eraser.letGo()
  expect((await Promise.all(coming)).map(({ status }) => status)).toEqual([200, 200, 401])
  expect(await world.sql('select call_name from customers where id = $1', [rani.id])).toEqual([{ call_name: 'Teman' }])
  expect(await world.sql('select from consents')).toEqual([])
  expect(await world.sql('select from ratings')).toEqual([])
})

test('a person is erased once nothing is live and no money is open, and the books still balance', async () => {
  const sari = await world.mitra('Sari')
  const { chatId } = await world.match(rani, sari)
  await (await rani.connect()).say(chatId, 'isi hati')
  const erase = (who = admin) => who.post(of('/erase'), { reason: 'permintaan sendiri' })
  expect((await erase(supervisor)).status).toBe(403)
  expect(await erase()).toMatchObject({ status: 409, body: { code: 'something_live', state: 'active' } })
  await world.set('goodbye_window_seconds', 1)
  await rani.post(`/api/client/chats/${chatId}/end`)
  await rani.post(`/api/client/chats/${chatId}/goodbye`, { body: 'dah' })
  await sari.post(`/api/mitra/chats/${chatId}/goodbye`, { body: 'dah' })
  await rani.post(`/api/client/chats/${chatId}/rating`, { stars: 5, comment: 'aku Rani' })
  // A delivered chat's payment is captured again by mistake: that is owed too.
  const [delivered] = await world.sql<{ id: string }>('select payment_session_id as id from chat_sessions where id = $1', [
    chatId,
  ])
  await settleCapture(world.ctx, { paymentId: delivered?.id as string, captureId: 'again', amount: 25_000 })
  expect(await erase()).toMatchObject({ status: 409, body: { code: 'money_open', state: 'failure' } })
  const [twice] = (await operator.get(`/internal/failed-pairings?customer_id=${rani.id}`)).body.items
  await operator.post(`/internal/failed-pairings/${twice.id}/action`, { action: 'refunded' })
  await expect.poll(() => world.sql('select status from repayments')).toEqual([{ status: 'settled' }])
  const { payment_session_id } = await world.paid(rani)
  expect(await erase()).toMatchObject({ status: 409, body: { code: 'money_open', state: 'payment' } })
  await rani.post(`/api/client/payments/${payment_session_id}/cancel-search`)
  expect(await erase()).toMatchObject({ body: { code: 'money_open', state: 'failure' } })
  const [failure] = (await operator.get(`/internal/failed-pairings?customer_id=${rani.id}`)).body.items
  await operator.post(`/internal/failed-pairings/${failure.id}/action`, { action: 'credited' })
  expect(await erase()).toMatchObject({ body: { code: 'money_open', state: 'credit' } })
  await supervisor.post(`/internal/failed-pairings/${failure.id}/reopen`, { reason: 'uang saja' })
  await operator.post(`/internal/failed-pairings/${failure.id}/action`, { action: 'refunded' })
  const copies = await world.sql<{ chat_session_id: string; seq: number; body: string }>('select * from messages')
  await expect.poll(async () => (await erase()).status).toBe(200)
  expect((await operator.get(of())).body).toMatchObject({
    call_name: 'Teman',
    phone_masked: null,
    erased_at: expect.any(String),
  })
  expect((await rani.get('/api/me')).status).toBe(401)
  const tables = (await world.sql(
    "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  )) as {
    table_name: string
  }[]
  for (const { table_name } of tables) {
    const rows = JSON.stringify(await world.sql(`select t::text from ${table_name} t`))
    for (const trace of [rani.contact, 'isi hati', 'aku Rani', '"Rani"'])
      expect({ table_name, found: rows.includes(trace) }).toEqual({ table_name, found: false })
  }
  expect(
    await world.sql('select account, sum(amount) from ledger_entries group by account having sum(amount) <> 0'),
  ).toHaveLength(2)
  expect((await world.sql<{ sum: number }>('select sum(amount)::int as sum from ledger_entries'))[0]?.sum).toBe(0)
  // A copy of the messages no longer opens, neither for the chat's people nor for a holder of the master key.
  for (const { chat_session_id, seq, body } of copies) {
    expect(body).not.toBe('')
    await world.sql('update messages set body = $3, sealed = true where chat_session_id = $1 and seq = $2', [
      chat_session_id,
      seq,
      body,
    ])
  }
  expect(
    (await sari.get(`/api/mitra/chats/${chatId}/messages`)).body.items.map((message: { body: string }) => message.body),
  ).toEqual(['', '', ''])
  expect(await supervisor.post(of('/unblock'), { reason: 'x' })).toMatchObject({
    status: 409,
    body: { code: 'customer_erased' },
  })
  expect((await erase()).status).toBe(200)
})
