import { ask } from '@bestie/dev-world/ask'
import { bootWorld, type World } from '@bestie/dev-world/world'
import { afterAll, beforeAll, expect, test } from 'vitest'

let world: World
beforeAll(async () => {
  world = await bootWorld()
})
afterAll(() => world.stop())

const post = (path: string, body: object) => ask(`${world.url}${path}`, 'POST', {}, body)
const outbox = async (to: string) => (await ask(`${world.internalUrl}/dev/outbox?to=${encodeURIComponent(to)}`, 'GET')).body

test('a phone that nobody knows becomes a customer when its code comes back; 08… is +628…', async () => {
  expect(await post('/api/auth/otp/request', { phone: '0811-0000-777' })).toEqual({ status: 202, body: { status: 'sent' } })
  const [mail] = await outbox('+628110000777')
  expect(mail).toMatchObject({ to: '+628110000777', code: expect.stringMatching(/^\d{6}$/) })
  const signedIn = await post('/api/auth/otp/verify', { phone: '628110000777', code: mail.code })
  expect(signedIn).toMatchObject({ status: 200, body: { token: expect.any(String), user: { role: 'customer' } } })
  const me = await ask(`${world.url}/api/me`, 'GET', { authorization: `Bearer ${signedIn.body.token}` })
  expect(me.body).toMatchObject({ call_name: 'Teman', phone: '+628110000777', language: 'id' })
  expect(await post('/api/auth/otp/verify', { phone: '08110000777', code: mail.code })).toMatchObject({
    status: 400,
    body: { code: 'code_invalid' },
  })
})

test('a phone is the same number however it was typed or pasted', async () => {
  // A contact list pastes marks that nobody sees, and hyphens that are none.
  for (const [number, typed] of [
    '0811000061',
    '62811000061',
    '+62 811 000 061',
    '+62 (0)811-000-061',
    '620811000061',
    '0062 811000061',
    '\u202a+62 811\u2011000\u2011061\u202c',
  ].entries()) {
    expect(await post('/api/auth/otp/request', { phone: typed }), typed).toMatchObject({ status: 202 })
    expect(await outbox('+62811000061'), typed).toHaveLength(number + 1)
    await world.sql('delete from sign_in_codes')
  }
  await post('/api/auth/otp/request', { phone: '0081 90 1234 5678' })
  expect(await outbox('+819012345678')).toHaveLength(1)
})

test('a mitra’s phone signs the mitra in', async () => {
  const mitra = await world.mitra()
  const phone = mitra.contact
  await post('/api/auth/otp/request', { phone })
  const [{ code }] = await outbox(phone)
  expect(await post('/api/auth/otp/verify', { phone, code })).toMatchObject({
    status: 200,
    body: { user: { id: mitra.id, role: 'mitra' } },
  })
})

test('a mitra who is suspended while they sign in has no session', async () => {
  const mitra = await world.mitra()
  const phone = mitra.contact
  await post('/api/auth/otp/request', { phone })
  const [{ code }] = await outbox(phone)
  const holder = await world.hold('update mitras set suspended_at = now() where id = $1', [mitra.id])
  await holder.query('delete from access_tokens where user_id = $1', [mitra.id])
  const answer = post('/api/auth/otp/verify', { phone, code })
  await world.waiting()
  await holder.letGo()
  expect(await answer).toMatchObject({ status: 403, body: { code: 'account_suspended' } })
  expect(await world.sql('select from access_tokens where user_id = $1', [mitra.id])).toEqual([])
})

test('an email is answered alike, known or not, and only a known one gets a code', async () => {
  const customer = await world.customer()
  await world.sql("update customers set email = 'rani@example.test' where id = $1", [customer.id])
  const [known, unknown] = [
    await post('/api/auth/otp/request', { email: 'Rani@example.test' }),
    await post('/api/auth/otp/request', { email: 'x@example.test' }),
  ]
  expect(known).toEqual(unknown)
  expect(await outbox('x@example.test')).toEqual([])
  const [{ code }] = await outbox('rani@example.test')
  expect(await post('/api/auth/otp/verify', { email: 'rani@example.test', code })).toMatchObject({
    status: 200,
    body: { user: { id: customer.id } },
  })
})

test('a code can be tried five times, used once even by two at once, and asked for in vain five times in ten minutes', async () => {
  const phone = '+628110000888'
  await post('/api/auth/otp/request', { phone })
  const [{ code }] = await outbox(phone)
  const wrong = code === '000000' ? '000001' : '000000'
  for (let times = 0; times < 5; times += 1) expect((await post('/api/auth/otp/verify', { phone, code: wrong })).status).toBe(400)
  expect((await post('/api/auth/otp/verify', { phone, code })).status).toBe(400)
  await post('/api/auth/otp/request', { phone })
  const [next] = await outbox(phone)
  const both = await Promise.all([1, 2].map(() => post('/api/auth/otp/verify', { phone, code: next.code })))
  expect(both.map((answer) => answer.status).sort()).toEqual([200, 400])
  for (let times = 0; times < 4; times += 1) expect((await post('/api/auth/otp/request', { phone })).status).toBe(202)
  expect(await post('/api/auth/otp/request', { phone })).toMatchObject({ status: 429, body: { code: 'rate_limited' } })
})

test('what is no phone, no email or both is refused', async () => {
  for (const body of [
    {},
    { phone: 'abc' },
    { phone: '+62811', email: 'a@b.id' },
    { email: 'x' },
    { phone: '+628110000999', extra: 1 },
  ]) {
    expect(await post('/api/auth/otp/request', body)).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
  }
})

test('a call name is chosen, never empty, and a mitra cannot choose one', async () => {
  const [customer, mitra] = [await world.customer(), await world.mitra()]
  expect(await customer.patch('/api/me', { call_name: ' Rani ', language: 'en' })).toMatchObject({
    status: 200,
    body: { call_name: 'Rani', language: 'en' },
  })
  // Nothing that the mitra could not see, or that would spill into the words around it.
  for (const call_name of ['', '\u200b', '\u2800\u3164', '\u202eRani', 'Ra\nni', 'Ra\u0007ni'])
    expect((await customer.patch('/api/me', { call_name })).status, JSON.stringify(call_name)).toBe(400)
  for (const call_name of ['👩‍👧', 'Nur’aini', 'رانی', 'R. A. Kartini'])
    expect((await customer.patch('/api/me', { call_name })).body, call_name).toMatchObject({ call_name })
  expect((await customer.patch('/api/me', { phone: '+6281' })).status).toBe(400)
  expect((await mitra.patch('/api/me', { call_name: 'X' })).status).toBe(400)
})
