import { randomUUID } from 'node:crypto'
import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sweep } from '../jobs/sweep'
import { openPayment } from './open-payment'

let world: World
beforeEach(async () => {
  world = await bootWorld()
})
afterEach(async () => {
  expect(await world.broken()).toEqual({})
  await world.stop()
})

const open = async (customer: Person, wish = {}) =>
  await customer.post('/api/client/payments', { tier_id: await world.tier(), ...wish })
const statusOf = async (id: string) =>
  (await world.sql<{ status: string }>('select status from payment_sessions where id = $1', [id]))[0]?.status

test('the price is the server’s, read when the payment is opened; confirming takes it once and renews the time', async () => {
  const customer = await world.customer()
  const opened = await open(customer)
  expect(opened).toMatchObject({
    status: 200,
    body: { status: 'pending', amount: 25_000, duration_minutes: 15, is_free_trial: false },
  })
  await world.sql('update pricing_tiers set amount = amount * 2')
  const id = opened.body.payment_session_id
  const [first, second] = await Promise.all([1, 2].map(() => customer.post(`/api/client/payments/${id}/confirm`)))
  expect([first?.status, second?.status]).toEqual([200, 200])
  expect(first?.body).toMatchObject({ status: 'confirmed', amount: 25_000 })
  expect(Date.parse(first?.body.expires_at)).toBeGreaterThan(Date.parse(opened.body.expires_at))
  const ledger = await world.sql('select kind, account, amount from ledger_entries order by account')
  expect(ledger).toEqual([
    { kind: 'charge', account: 'gateway', amount: 25_000 },
    { kind: 'charge', account: 'sales', amount: -25_000 },
  ])
})

test('[B5] a free trial is a payment of 0 marked as one; only one may be open, and a given-up one gives it back', async () => {
  const customer = await world.customer()
  expect((await customer.get('/api/client/pricing?kind=chat')).body).toMatchObject({
    free_trial_eligible: true,
    credit_balance: 0,
  })
  const opened = await open(customer, { is_free_trial: true })
  expect(opened.body).toMatchObject({ amount: 0, is_free_trial: true, status: 'pending' })
  expect(await world.sql('select amount, is_free_trial from payment_sessions')).toEqual([{ amount: 0, is_free_trial: true }])
  expect(await open(customer, { is_free_trial: true })).toMatchObject({
    status: 409,
    body: { code: 'free_trial_open', state: 'pending' },
  })
  await customer.post(`/api/client/payments/${opened.body.payment_session_id}/cancel`)
  expect((await customer.get('/api/client/pricing')).body).toMatchObject({ free_trial_eligible: true })

  const mitra = await world.mitra()
  const { paymentId } = await world.match(customer, mitra, { is_free_trial: true })
  expect(await statusOf(paymentId)).toBe('consumed')
  expect(await open(customer, { is_free_trial: true })).toMatchObject({ status: 409, body: { code: 'free_trial_used' } })
  expect((await customer.get('/api/client/pricing')).body).toMatchObject({ free_trial_eligible: false })
})

test('free trials opened at once, 25 times over: one each', async () => {
  for (let round = 0; round < 25; round += 1) {
    const customer = await world.customer()
    const answers = await Promise.all([1, 2, 3].map(() => open(customer, { is_free_trial: true })))
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409])
  }
})

test('a free trial that ends just as another is refused for it is not in its way', async () => {
  const customer = await world.customer()
  const { payment_session_id } = (await open(customer, { is_free_trial: true })).body
  let isRefused = false
  const db = world.ctx.db.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      if (!isRefused) await customer.post(`/api/client/payments/${payment_session_id}/cancel`)
      isRefused = true
      return result
    },
  })
  const wish = { tier_id: await world.tier(), is_free_trial: true }
  expect(await openPayment({ ...world.ctx, db }, customer.id, wish)).toMatchObject({ status: 'pending', is_free_trial: true })
})

test('[E2] an extension cannot be a free trial', async () => {
  const customer = await world.customer()
  const { chatId } = await world.match(customer, await world.mitra())
  const tier_id = await world.tier('extension')
  const wish = { tier_id, is_extension: true, is_free_trial: true, chat_session_id: chatId }
  expect(await customer.post('/api/client/payments', wish)).toMatchObject({
    status: 400,
    body: { code: 'free_trial_not_for_extensions' },
  })
})

test('[B6] a pending payment that is left is abandoned; a confirmed one cannot be', async () => {
  const customer = await world.customer()
  const phone = await customer.connect()
  const { payment_session_id: id } = (await open(customer)).body
  expect(await customer.post(`/api/client/payments/${id}/cancel`)).toMatchObject({ status: 200, body: { status: 'abandoned' } })
  expect(await customer.post(`/api/client/payments/${id}/cancel`)).toMatchObject({ status: 200, body: { status: 'abandoned' } })
  expect(await phone.event('payment_updated')).toEqual({ payment_session_id: id, status: 'abandoned' })
  expect(await customer.post(`/api/client/payments/${id}/confirm`)).toMatchObject({
    status: 409,
    body: { code: 'payment_not_pending', state: 'abandoned' },
  })
  const paid = await world.paid(customer)
  expect(await customer.post(`/api/client/payments/${paid.payment_session_id}/cancel`)).toMatchObject({
    status: 409,
    body: { state: 'confirmed' },
  })
})

test('[B7] a pending payment past its time is expired by the sweeper, and leaves no failure row', async () => {
  const customer = await world.customer()
  const { payment_session_id: id } = (await open(customer)).body
  await sweep(world.ctx)
  expect(await statusOf(id)).toBe('pending')
  await world.sql('update payment_sessions set expires_at = clock_timestamp() where id = $1', [id])
  await sweep(world.ctx)
  expect(await statusOf(id)).toBe('expired')
  expect(await world.sql('select from pairing_failures')).toEqual([])
})

test('[B13, S5] a confirmed payment that nobody used expires with a payment_session_expired row of its amount', async () => {
  const customer = await world.customer()
  await world.sql(
    `INSERT INTO payment_sessions (customer_id, amount, duration_minutes, status, expires_at) VALUES ('${customer.id}', 50000, 30, 'confirmed', NOW() - INTERVAL '1 minute')`,
  )
  const paid = await world.paid(customer)
  await world.sql("update payment_sessions set expires_at = clock_timestamp() - interval '1 second'")
  await sweep(world.ctx)
  expect(await statusOf(paid.payment_session_id)).toBe('expired')
  const failures = await world.sql('select cause_tag, amount, customer_id from pairing_failures order by amount desc')
  expect(failures).toEqual([
    { cause_tag: 'payment_session_expired', amount: 50_000, customer_id: customer.id },
    { cause_tag: 'payment_session_expired', amount: 25_000, customer_id: customer.id },
  ])
})

test('[B12] nothing starts a blast without a confirmed payment', async () => {
  const [customer, mitra] = [await world.customer(), await world.mitra()]
  const by = (path: string) => (id: string) => customer.post(`/api/client/chats/${path}`, { payment_session_id: id })
  const start = by('start')
  const pending = (await open(customer)).body.payment_session_id
  expect(await start(pending)).toMatchObject({ status: 409, body: { code: 'payment_not_confirmed', state: 'pending' } })
  await customer.post(`/api/client/payments/${pending}/cancel`)
  expect(await start(pending)).toMatchObject({ status: 409, body: { state: 'abandoned' } })
  const { paymentId } = await world.match(customer, mitra)
  expect(await start(paymentId)).toMatchObject({ status: 409, body: { state: 'consumed' } })
  expect(await start(randomUUID())).toMatchObject({ status: 404, body: { code: 'not_found' } })
  const others = await world.paid(await world.customer())
  expect(await start(others.payment_session_id)).toMatchObject({ status: 404 })

  const bound = (await open(customer, { targeted_mitra_id: mitra.id })).body.payment_session_id
  const notConfirmed = (state: string) => ({ status: 409, body: { code: 'payment_not_confirmed', state } })
  for (const command of [start, by('returning'), by('fallback-to-blast')]) {
    expect(await command(bound)).toMatchObject(notConfirmed('pending'))
    expect(await command(others.payment_session_id)).toMatchObject({ status: 404, body: { code: 'not_found' } })
  }
  await world.sql("update payment_sessions set expires_at = clock_timestamp() - interval '1 second' where id = $1", [bound])
  await sweep(world.ctx)
  for (const command of [start, by('returning'), by('fallback-to-blast')])
    expect(await command(bound)).toMatchObject(notConfirmed('expired'))
  expect(await world.sql("select status from chat_sessions where status = 'searching'")).toEqual([])
})

test('one search at a time: starting again answers the same request, another payment is refused', async () => {
  const customer = await world.customer()
  const first = await world.paid(customer)
  const [one, two] = await Promise.all(
    [1, 2].map(() => customer.post('/api/client/chats/start', { payment_session_id: first.payment_session_id })),
  )
  expect([one?.status, two?.status, one?.body.chat_session_id === two?.body.chat_session_id]).toEqual([200, 200, true])
  const second = await world.paid(customer)
  const refused = await customer.post('/api/client/chats/start', { payment_session_id: second.payment_session_id })
  expect(refused).toMatchObject({ status: 409, body: { code: 'already_searching', state: 'searching' } })
})

test('what a client may not say is refused: an unknown tier, an amount, an unknown field, somebody else’s payment', async () => {
  const [customer, other] = [await world.customer(), await world.customer()]
  expect(await open(customer, { tier_id: randomUUID() })).toMatchObject({ status: 404, body: { code: 'not_found' } })
  expect(await open(customer, { amount: 1 })).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
  expect(await open(customer, { tier_id: 'x' })).toMatchObject({ status: 400 })
  const { payment_session_id: id } = (await open(customer)).body
  for (const answer of [
    await other.get(`/api/client/payments/${id}`),
    await other.post(`/api/client/payments/${id}/confirm`),
    await other.post(`/api/client/payments/${id}/cancel`),
    await other.post(`/api/client/payments/${id}/cancel-search`),
  ]) {
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } })
  }
  expect(await statusOf(id)).toBe('pending')
})

test('the same Idempotency-Key opens one payment and gets the same answer; with another body it is refused', async () => {
  const customer = await world.customer()
  const tier_id = await world.tier()
  const headers = { 'idempotency-key': 'tap-1' }
  const answers = await Promise.all([1, 2, 3].map(() => customer.post('/api/client/payments', { tier_id }, headers)))
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(await world.sql('select count(*)::int as payments from payment_sessions')).toEqual([{ payments: 1 }])
  const reused = await customer.post('/api/client/payments', { tier_id, topic_sensitivity: 'sensitive' }, headers)
  expect(reused).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
})

test('a customer whose data is restricted pays for nothing new, also with a payment opened before', async () => {
  const customer = await world.customer()
  const id = (await open(customer)).body.payment_session_id
  await world.sql('update customers set restricted_at = now() where id = $1', [customer.id])
  const refused = await customer.post(`/api/client/payments/${id}/confirm`)
  expect(refused).toMatchObject({ status: 403, body: { code: 'account_restricted' } })
  expect(await statusOf(id)).toBe('pending')
  expect(await world.sql('select from mock_gateway.charges')).toEqual([])
})

test('a payment past its time is refused as expired before a sweep has ended it', async () => {
  const [customer, sari] = [await world.customer(), await world.mitra()]
  await world.match(customer, sari)
  await world.stopWorker()
  const { payment_session_id } = await world.paid(customer, { targeted_mitra_id: sari.id })
  await world.sql('update payment_sessions set expires_at = clock_timestamp() where id = $1', [payment_session_id])
  for (const path of ['start', 'returning', 'fallback-to-blast']) {
    const refused = await customer.post(`/api/client/chats/${path}`, { payment_session_id })
    expect(refused, path).toMatchObject({ status: 409, body: { code: 'payment_not_confirmed', state: 'expired' } })
  }
})

test('where to pay is the same address however the payment is read', async () => {
  const customer = await world.customer()
  const { charge } = world.ctx.gateway
  world.ctx.gateway.charge = async () => ({ status: 'waiting', pay_url: '/mock-gateway/1' })
  const id = (await open(customer)).body.payment_session_id
  const confirmed = await customer.post(`/api/client/payments/${id}/confirm`)
  world.ctx.gateway.charge = charge
  const pay_url = `${world.url}/mock-gateway/1`
  expect(confirmed).toMatchObject({ status: 202, body: { pay_url } })
  expect((await customer.get(`/api/client/payments/${id}`)).body).toMatchObject({ pay_url })
  expect((await customer.get('/api/client/payments')).body.items).toMatchObject([{ pay_url }])
})
