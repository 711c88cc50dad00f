import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { expirePayments } from '../../payment/expire-payments'
import { sendRefund } from '../../payment/send-refund'
import { settleCapture } from '../../payment/settle-capture'

let world: World
let rani: Person
let operator: Person
let supervisor: Person

beforeEach(async () => {
  world = await bootWorld()
  rani = await world.customer('Rani')
  operator = await world.operator()
  supervisor = await world.operator('supervisor')
})
afterEach(async () => {
  expect(await world.broken()).toEqual({})
  await world.stop()
})

async function failed(wish = {}) {
  const { payment_session_id: paymentId } = await world.paid(rani, wish)
  await rani.post(`/api/client/payments/${paymentId}/cancel-search`)
  const [row] = await world.sql<{ id: string }>('select id from pairing_failures where payment_session_id = $1', [paymentId])
  return { paymentId, failureId: (row as { id: string }).id }
}
const act = (who: Person, failureId: string, action: string) =>
  who.post(`/internal/failed-pairings/${failureId}/action`, { action })
const reopen = (who: Person, failureId: string) =>
  who.post(`/internal/failed-pairings/${failureId}/reopen`, { reason: 'salah tekan' })
const credit = async () => (await rani.get('/api/client/pricing')).body.credit_balance
const refundStatus = async () =>
  (await world.sql<{ status: string }>('select status from repayments order by created_at desc limit 1'))[0]?.status

test('[G11] the first action is final, and all of it is in the audit log', async () => {
  const { failureId } = await failed()
  const decision = { action: 'no_action', note: 'Sudah ditelepon' }
  expect(await operator.post(`/internal/failed-pairings/${failureId}/action`, decision)).toMatchObject({
    status: 200,
    body: { operator_action: 'no_action', actioned_by: expect.stringContaining('operator') },
  })
  expect(await act(supervisor, failureId, 'refunded')).toMatchObject({
    status: 409,
    body: { code: 'already_actioned', state: 'no_action' },
  })
  expect(await reopen(operator, failureId)).toMatchObject({ status: 403 })
  expect(await reopen(supervisor, failureId)).toMatchObject({ status: 200, body: { operator_action: null, actioned_at: null } })
  expect(await reopen(supervisor, failureId)).toMatchObject({ status: 409, body: { code: 'not_actioned' } })
  const subject = `pairing_failures/${failureId}`
  expect(await world.sql('select actor_id, action, subject, before, after from audit_log order by id')).toEqual([
    {
      actor_id: operator.id,
      action: 'decide_failed_pairing',
      subject,
      before: null,
      after: decision,
    },
    {
      actor_id: supervisor.id,
      action: 'reopen_failed_pairing',
      subject,
      before: 'no_action',
      after: { reason: 'salah tekan' },
    },
  ])
  await expect(world.sql('delete from audit_log')).rejects.toThrow(/append-only/)
})

test('a refund is requested, sent and settled at the gateway, once, and cannot be taken back then', async () => {
  const { paymentId, failureId } = await failed()
  expect(await act(operator, failureId, 'refunded')).toMatchObject({ status: 200, body: { operator_action: 'refunded' } })
  await expect.poll(refundStatus).toBe('settled')
  expect(await world.sql('select reference, amount from mock_gateway.refunds')).toEqual([
    { reference: paymentId, amount: 25_000 },
  ])
  expect(await reopen(supervisor, failureId)).toMatchObject({ status: 409, body: { code: 'refund_sent', state: 'settled' } })
})

test('a refund is found as unsettled until the gateway has settled it', async () => {
  const { failureId } = await failed()
  const other = await failed()
  const found = async (query: string) =>
    (await operator.get(`/internal/failed-pairings?${query}`)).body.items.map((row: { id: string }) => row.id)
  let settle = () => {}
  const settled = new Promise<'settled'>((resolve) => {
    settle = () => resolve('settled')
  })
  vi.spyOn(world.ctx.gateway, 'refund').mockImplementationOnce(() => settled)
  expect(await found('is_unsettled=true')).toEqual([])
  await act(operator, failureId, 'refunded')
  await act(operator, other.failureId, 'credited')
  expect(await found('is_unsettled=true')).toEqual([failureId])
  expect(await found('is_unsettled=false')).toEqual([other.failureId])
  settle()
  await expect.poll(() => found('is_unsettled=true')).toEqual([])
  expect(await found('is_unsettled=false')).toEqual([other.failureId, failureId])
})

test('a refund that the gateway fails is open again', async () => {
  const { paymentId, failureId } = await failed()
  await world.sql("update mock_gateway.charges set status = 'failed' where reference = $1", [paymentId])
  await act(operator, failureId, 'refunded')
  await expect.poll(refundStatus).toBe('failed')
  expect((await operator.get('/internal/failed-pairings')).body.items).toMatchObject([
    { operator_action: null, actioned_by: null },
  ])
  expect(await act(operator, failureId, 'credited')).toMatchObject({ status: 200 })
  expect(await credit()).toBe(25_000)
})

test('a credit pays for a next session before the gateway does, and what was spent cannot be taken back', async () => {
  const { failureId } = await failed()
  await act(operator, failureId, 'credited')
  expect(await credit()).toBe(25_000)
  expect(await reopen(supervisor, failureId)).toMatchObject({ status: 200 })
  expect(await credit()).toBe(0)
  await act(operator, failureId, 'credited')
  const tiers = (await rani.get('/api/client/pricing')).body.tiers
  const second = await failed({ tier_id: tiers[1].id })
  expect(await world.sql('select amount, credit_amount from payment_sessions where id = $1', [second.paymentId])).toEqual([
    { amount: 45_000, credit_amount: 25_000 },
  ])
  expect(await world.sql('select amount from mock_gateway.charges where reference = $1', [second.paymentId])).toEqual([
    { amount: 20_000 },
  ])
  expect(await reopen(supervisor, failureId)).toMatchObject({ status: 409, body: { code: 'credit_spent' } })
  await act(operator, second.failureId, 'refunded')
  await expect.poll(refundStatus).toBe('settled')
  expect(await credit()).toBe(25_000)
  expect(await world.sql('select amount from mock_gateway.refunds')).toEqual([{ amount: 20_000 }])
})

test('a refund that fails after its credit could have been spent is open again, and one that settles gives the credit back', async () => {
  const { failureId } = await failed()
  await act(operator, failureId, 'credited')
  const { tiers } = (await rani.get('/api/client/pricing')).body
  const second = await failed({ tier_id: tiers[1].id })
  const booksOf = (status: string) =>
    world.sql('update mock_gateway.charges set status = $2 where reference = $1', [second.paymentId, status])
  await booksOf('failed')
  await act(operator, second.failureId, 'refunded')
  // The credit part cannot be spent before the gateway has refunded its part.
  expect(await credit()).toBe(0)
  await expect.poll(refundStatus).toBe('failed')
  expect(await credit()).toBe(0)
  await booksOf('captured')
  expect(await act(operator, second.failureId, 'refunded')).toMatchObject({ status: 200 })
  await expect.poll(refundStatus).toBe('settled')
  expect(await credit()).toBe(25_000)
})

test('a refund that is on its way to the gateway cannot be taken back', async () => {
  const { failureId } = await failed()
  let answer = () => {}
  vi.spyOn(world.ctx.gateway, 'refund').mockImplementation(() => new Promise((resolve) => (answer = () => resolve('settled'))))
  await act(operator, failureId, 'refunded')
  await expect.poll(refundStatus).toBe('sent')
  expect(await reopen(supervisor, failureId)).toMatchObject({ status: 409, body: { code: 'refund_sent', state: 'sent' } })
  answer()
  await expect.poll(refundStatus).toBe('settled')
})

test('a refund that two workers send at once settles, or fails, once', async () => {
  const { failureId } = await failed()
  await act(operator, failureId, 'credited')
  const { tiers } = (await rani.get('/api/client/pricing')).body
  const second = await failed({ tier_id: tiers[1].id })
  await world.stopWorker()
  for (const outcome of ['failed', 'settled'] as const) {
    await act(operator, second.failureId, 'refunded')
    const [{ id }] = (await world.sql("select id from repayments where status = 'requested'")) as [{ id: string }]
    let [asked, answer] = [0, () => {}]
    const bothAsked = new Promise<void>((resolve) => (answer = resolve))
    vi.spyOn(world.ctx.gateway, 'refund').mockImplementation(async () => {
      asked += 1
      if (asked === 2) answer()
      await bothAsked
      return outcome
    })
    await Promise.all([sendRefund(world.ctx, id), sendRefund(world.ctx, id)])
    expect(await world.sql('select status from repayments where id = $1', [id])).toEqual([{ status: outcome }])
    expect(await credit()).toBe(outcome === 'failed' ? 0 : 25_000)
  }
  expect(await world.sql("select actor_role from audit_log where action = 'refund_failed'")).toHaveLength(1)
})

test('credit set aside for a payment that is left comes back', async () => {
  const { failureId } = await failed()
  await act(operator, failureId, 'credited')
  const { tiers } = (await rani.get('/api/client/pricing')).body
  // The gateway has its own page, and the customer turns back there.
  vi.spyOn(world.ctx.gateway, 'charge').mockResolvedValueOnce({ status: 'waiting', pay_url: '/page' })
  const opened = await rani.post('/api/client/payments', { tier_id: tiers[1].id })
  const path = `/api/client/payments/${opened.body.payment_session_id}`
  expect(await rani.post(`${path}/confirm`)).toMatchObject({ status: 202, body: { credit_amount: 25_000 } })
  expect(await credit()).toBe(0)
  expect(await rani.post(`${path}/cancel`)).toMatchObject({ status: 200, body: { status: 'abandoned' } })
  expect(await credit()).toBe(25_000)
})

test('credit that paid for a search that failed is not given back by itself', async () => {
  const { failureId } = await failed()
  await act(operator, failureId, 'credited')
  const { payment_session_id } = await world.paid(rani)
  expect(await credit()).toBe(0)
  await rani.post(`/api/client/payments/${payment_session_id}/cancel-search`)
  expect(await credit()).toBe(0)
})

test('money is given back only for what ended undelivered, and only where some was taken', async () => {
  const [sari, budi] = [await world.mitra(), await world.mitra()]
  const { chatId } = await world.match(rani, sari)
  await rani.post(`/api/client/chats/${chatId}/end`)
  await sari.post('/api/mitra/status/offline')
  const { payment_session_id: paymentId } = await world.paid(rani, { targeted_mitra_id: sari.id })
  await rani.post('/api/client/chats/returning', { payment_session_id: paymentId })
  const [{ id }] = (await world.sql('select id from pairing_failures')) as [{ id: string }]
  expect(await act(operator, id, 'refunded')).toMatchObject({ status: 409, body: { code: 'payment_open', state: 'confirmed' } })
  const fallback = await rani.post('/api/client/chats/fallback-to-blast', { payment_session_id: paymentId })
  await budi.post(`/api/mitra/requests/${fallback.body.chat_session_id}/accept`)
  expect(await act(operator, id, 'credited')).toMatchObject({ status: 409, body: { code: 'delivered', state: 'consumed' } })
  await world.sql(
    "insert into payment_sessions (customer_id, amount, duration_minutes, status, expires_at) values ($1, 50000, 30, 'confirmed', now() - interval '1 minute')",
    [rani.id],
  )
  await expirePayments(world.ctx)
  const [{ id: uncaptured }] = (await world.sql(
    "select id from pairing_failures where cause_tag = 'payment_session_expired'",
  )) as [{ id: string }]
  expect(await act(operator, uncaptured, 'refunded')).toMatchObject({ status: 409, body: { code: 'not_captured' } })
  expect(await act(operator, uncaptured, 'no_action')).toMatchObject({ status: 200 })
})

test('one payment, two rows: it is repaid once, also by two operators at the same moment', async () => {
  const sari = await world.mitra()
  const { chatId } = await world.match(rani, sari)
  await rani.post(`/api/client/chats/${chatId}/end`)
  await sari.post('/api/mitra/status/offline')
  for (let round = 0; round < 25; round += 1) {
    const { payment_session_id } = await world.paid(rani, { targeted_mitra_id: sari.id })
    await rani.post('/api/client/chats/returning', { payment_session_id })
    await rani.post(`/api/client/payments/${payment_session_id}/cancel-search`)
    const rows = await world.sql<{ id: string }>('select id from pairing_failures where payment_session_id = $1', [
      payment_session_id,
    ])
    expect(rows).toHaveLength(2)
    const answers = await Promise.all(rows.map((row, n) => act(n === 0 ? operator : supervisor, row.id, 'credited')))
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409])
    expect(answers.find((answer) => answer.status === 409)?.body.code).toBe('already_repaid')
  }
})

test('a free trial that failed is recorded, and no money moves', async () => {
  const { failureId } = await failed({ is_free_trial: true })
  expect(await act(operator, failureId, 'refunded')).toMatchObject({
    status: 200,
    body: { amount: 0, operator_action: 'refunded' },
  })
  expect(await world.sql('select from repayments')).toEqual([])
})

test('a capture that came late, twice or in another amount lands before an operator and is repaid from there', async () => {
  const { payment_session_id: paid } = await world.paid(rani)
  await settleCapture(world.ctx, { captureId: 'again', paymentId: paid, amount: 25_000 })
  await settleCapture(world.ctx, { captureId: 'again', paymentId: paid, amount: 25_000 })
  const opened = (await rani.post('/api/client/payments', { tier_id: await world.tier() })).body.payment_session_id
  await settleCapture(world.ctx, { captureId: 'other-amount', paymentId: opened, amount: 1_000 })
  await rani.post(`/api/client/payments/${opened}/cancel`)
  await settleCapture(world.ctx, { captureId: 'late', paymentId: opened, amount: 25_000 })
  const rows = await world.sql<{ id: string; amount: number }>(
    "select id, amount from pairing_failures where cause_tag = 'unexpected_capture' order by created_at",
  )
  expect(rows.map((row) => row.amount)).toEqual([25_000, 1_000, 25_000])
  for (const row of rows) expect(await act(operator, row.id, 'credited')).toMatchObject({ status: 200 })
  expect(await credit()).toBe(51_000)
  expect((await rani.get(`/api/client/payments/${paid}`)).body.status).toBe('confirmed')
})
