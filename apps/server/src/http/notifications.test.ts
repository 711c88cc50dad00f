import { ask } from '@bestie/dev-world/ask'
import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { expirePayments, expireWaiting } from '../payment/expire-payments'

/** The gateway's notifications through its own route, from a gateway that sends customers to its page. */
let world: World
let rani: Person
beforeEach(async () => {
  world = await bootWorld({ mockGateway: 'page', gatewayToken: 'the-gateway' })
  rani = await world.customer('Rani')
})
afterEach(async () => {
  expect(await world.broken()).toEqual({})
  await world.stop()
})

let told = 0
function notify(reference: string, { amount = 25_000, status = 'captured', token = 'the-gateway' } = {}) {
  told += 1
  const body = { notification_id: `n${told}`, reference, status, amount }
  return ask(`${world.url}/api/gateway/notifications`, 'POST', { authorization: `Bearer ${token}` }, body)
}
/** A payment that waits on the gateway's page. */
async function waiting(): Promise<string> {
  const { payment_session_id: id } = (await rani.post('/api/client/payments', { tier_id: await world.tier() })).body
  const asked = await rani.post(`/api/client/payments/${id}/confirm`)
  expect(asked).toMatchObject({
    status: 202,
    body: { status: 'pending', pay_url: expect.stringContaining(`/mock-gateway/${id}`) },
  })
  return id
}
/** Makes the gateway's own books say that this amount was captured. */
const take = (id: string, amount = 25_000) =>
  world.sql("update mock_gateway.charges set status = 'captured', amount = $2 where reference = $1", [id, amount])
const payment = async (id: string) => (await rani.get(`/api/client/payments/${id}`)).body
const sales = (id: string) =>
  world.sql("select account, amount from ledger_entries where payment_session_id = $1 and account in ('sales', 'unexpected')", [
    id,
  ])
const unexpected = (id: string) =>
  world.sql<{ id: string; amount: number }>(
    "select id, amount from pairing_failures where payment_session_id = $1 and cause_tag = 'unexpected_capture'",
    [id],
  )

/** Ends what is past its time, as a sweep does. */
const expire = async () => {
  await expirePayments(world.ctx)
  await expireWaiting(world.ctx)
}

test('paid: confirmed once, however often it is told, at once or one after the other', async () => {
  const id = await waiting()
  await take(id)
  const answers = await Promise.all([1, 2, 3, 4].map(() => notify(id)))
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200])
  await notify(id)
  expect(await payment(id)).toMatchObject({ status: 'confirmed' })
  expect(await sales(id)).toEqual([{ account: 'sales', amount: -25_000 }])
  expect(await unexpected(id)).toEqual([])
})

test('reordered: a failure told after the capture, or a capture told before its failure, changes nothing about what was paid', async () => {
  const id = await waiting()
  await notify(id, { status: 'failed', amount: 0 })
  expect(await payment(id)).toMatchObject({ status: 'pending' })
  await take(id)
  await notify(id)
  await notify(id, { status: 'failed', amount: 0 })
  expect(await payment(id)).toMatchObject({ status: 'confirmed' })
  expect(await sales(id)).toEqual([{ account: 'sales', amount: -25_000 }])
})

test('forged: what only claims to be the gateway, or claims what the gateway’s books do not say, changes nothing', async () => {
  const id = await waiting()
  expect(await notify(id, { token: 'somebody' })).toMatchObject({ status: 401 })
  expect((await notify(id)).status).toBe(200)
  expect(await payment(id)).toMatchObject({ status: 'pending' })
  expect((await notify(crypto.randomUUID())).status).toBe(200)
  expect(await world.sql('select from gateway_captures')).toEqual([])
})

test('swapped: what was taken for one payment confirms no other, whatever the notification says of it', async () => {
  const [paid, other] = [await waiting(), await waiting()]
  await take(paid)
  expect((await notify(other)).status).toBe(200)
  expect(await payment(other)).toMatchObject({ status: 'pending' })
  // Not even if the gateway itself reports a capture of another payment.
  await notify(paid)
  const look = world.ctx.gateway.look
  world.ctx.gateway.look = () => look(paid)
  await notify(other)
  world.ctx.gateway.look = look
  expect(await payment(other)).toMatchObject({ status: 'pending' })
  expect(await payment(paid)).toMatchObject({ status: 'confirmed' })
  expect(await sales(other)).toEqual([])
})

test('guessed: no token but the whole one is taken, and a body is not looked at before', async () => {
  const id = await waiting()
  await take(id)
  for (const token of ['', 'the-gatewa', 'the-gateway1', 'The-Gateway', 'the-gateway '.repeat(1000)]) {
    expect(await notify(id, { token })).toMatchObject({ status: 401 })
  }
  const nonsense = await fetch(`${world.url}/api/gateway/notifications`, { method: 'POST', body: '{' })
  expect(nonsense.status).toBe(401)
  expect(await payment(id)).toMatchObject({ status: 'pending' })
})

test.each(['abandoned', 'expired'])(
  'late: a capture for a payment that was %s lands before an operator, is repaid from there, and its customer sees it',
  async (status) => {
    const id = await waiting()
    if (status === 'abandoned') await rani.post(`/api/client/payments/${id}/cancel`)
    else {
      await world.sql('update payment_sessions set expires_at = clock_timestamp() where id = $1', [id])
      await expire()
    }
    expect(await payment(id)).toMatchObject({ status })
    await take(id)
    await Promise.all([notify(id), notify(id)])
    expect(await payment(id)).toMatchObject({ status })
    expect(await sales(id)).toEqual([{ account: 'unexpected', amount: -25_000 }])
    const rows = await unexpected(id)
    expect(rows).toMatchObject([{ amount: 25_000 }])
    const known = { status, charged_amount: 0, is_decided: false, repayment: null }
    expect(await payment(id)).toMatchObject({
      ...known,
      unexpected_captures: [{ amount: 25_000, is_decided: false, repayment: null }],
    })
    const operator = await world.operator()
    const act = `/internal/failed-pairings/${rows[0]?.id}/action`
    expect(await operator.post(act, { action: 'refunded' })).toMatchObject({ status: 200 })
    await expect
      .poll(() => world.sql('select status, gateway_amount from repayments'))
      .toEqual([{ status: 'settled', gateway_amount: 25_000 }])
    const repayment = { kind: 'refunded', status: 'settled', amount: 25_000 }
    expect(await payment(id)).toMatchObject({ ...known, unexpected_captures: [{ amount: 25_000, is_decided: true, repayment }] })
  },
)

/** A payment of 15,000 for more time of a running chat, whose amount the gateway's own books hold. */
async function heldForMoreTime(held: number): Promise<string> {
  const [sari, paid] = [await world.mitra(), await waiting()]
  await take(paid)
  await notify(paid)
  const { chat_session_id: chatId } = (await rani.post('/api/client/chats/start', { payment_session_id: paid })).body
  await sari.post(`/api/mitra/requests/${chatId}/accept`)
  const { payment_session_id: id } = (await rani.post('/api/client/payments', await world.moreTime(chatId))).body
  await world.sql("insert into mock_gateway.charges (reference, amount, status) values ($1, $2, 'held')", [id, held])
  await world.sql('update payment_sessions set charge_requested_at = now() where id = $1', [id])
  return id
}
const gatewayState = async (id: string) =>
  (await world.sql<{ status: string }>('select status from mock_gateway.charges where reference = $1', [id]))[0]?.status

test('held: what the gateway set aside for more time confirms it, as soon as it is told', async () => {
  const id = await heldForMoreTime(15_000)
  for (const _ of [1, 2]) await notify(id, { status: 'held', amount: 15_000 })
  expect(await payment(id)).toMatchObject({ status: 'confirmed' })
  expect(
    await world.sql("select amount from ledger_entries where payment_session_id = $1 and account = 'gateway_held'", [id]),
  ).toEqual([{ amount: 15_000 }])
})

test('held: another amount than the price, or the price of a chat, confirms nothing and is released', async () => {
  const tooLittle = await heldForMoreTime(1_000)
  await notify(tooLittle, { status: 'held', amount: 1_000 })
  const chat = await waiting()
  await world.sql("update mock_gateway.charges set status = 'held' where reference = $1", [chat])
  await notify(chat, { status: 'held' })
  for (const id of [tooLittle, chat]) {
    expect(await payment(id)).toMatchObject({ status: 'pending' })
    await expect.poll(() => gatewayState(id)).toBe('released')
  }
  expect(await world.sql("select from ledger_entries where kind = 'hold'")).toEqual([])
})

test('mismatched: another amount confirms nothing and lands before an operator, and the payment ends by its own time', async () => {
  const id = await waiting()
  await take(id, 1_000)
  await Promise.all([notify(id, { amount: 1_000 }), notify(id)])
  expect(await payment(id)).toMatchObject({ status: 'pending' })
  expect(await unexpected(id)).toMatchObject([{ amount: 1_000 }])
  await world.sql('update payment_sessions set expires_at = clock_timestamp() where id = $1', [id])
  await expire()
  expect(await payment(id)).toMatchObject({ status: 'expired' })
  expect(await unexpected(id)).toHaveLength(1)
  expect(await sales(id)).toEqual([{ account: 'unexpected', amount: -1_000 }])
})

test('lost: a capture that nobody told of is found by the sweeper before it gives the payment up', async () => {
  const id = await waiting()
  await take(id)
  await world.sql('update payment_sessions set expires_at = clock_timestamp() where id = $1', [id])
  await expire()
  expect(await payment(id)).toMatchObject({ status: 'confirmed' })
  await notify(id)
  expect(await sales(id)).toEqual([{ account: 'sales', amount: -25_000 }])
})
