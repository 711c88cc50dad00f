import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { abandonPayment } from './abandon-payment'
import { expirePayments, expireWaiting } from './expire-payments'
import { settleCapture } from './settle-capture'
import { settleHold } from './settle-hold'

let world: World
let rani: Person
beforeEach(async () => {
  world = await bootWorld()
  rani = await world.customer('Rani')
})
afterEach(async () => {
  expect(await world.broken()).toEqual({})
  await world.stop()
})

const gatewayState = async (id: string) =>
  (await world.sql<{ status: string }>('select status from mock_gateway.charges where reference = $1', [id]))[0]?.status
const statusOf = async (id: string) => (await rani.get(`/api/client/payments/${id}`)).body.status

/** The process dies after the gateway acted, without its answer; `meanwhile` runs before the gateway acts. */
function diesAfterTheGateway(meanwhile: () => Promise<unknown> = async () => {}): void {
  const { charge } = world.ctx.gateway
  world.ctx.gateway.charge = async (request) => {
    await meanwhile()
    await charge(request)
    world.ctx.gateway.charge = charge
    throw new Error('the process died')
  }
}

/** Ends what is past its time, as a sweep does. */
const expire = async () => {
  await expirePayments(world.ctx)
  await expireWaiting(world.ctx)
}

test('money that was taken before the process died is found when the customer leaves, or when the time is up', async () => {
  for (const giveUp of [
    (id: string) => rani.post(`/api/client/payments/${id}/cancel`),
    async (id: string) => {
      await world.sql('update payment_sessions set expires_at = clock_timestamp() where id = $1', [id])
      await expire()
    },
  ]) {
    const id = (await rani.post('/api/client/payments', { tier_id: await world.tier() })).body.payment_session_id
    diesAfterTheGateway()
    expect((await rani.post(`/api/client/payments/${id}/confirm`)).status).toBe(500)
    const left = await giveUp(id)
    if (left) expect(left).toMatchObject({ status: 409, body: { code: 'payment_not_pending', state: 'confirmed' } })
    expect(await statusOf(id)).toBe('confirmed')
    expect(
      await world.sql("select amount from ledger_entries where payment_session_id = $1 and account = 'sales'", [id]),
    ).toEqual([{ amount: -25_000 }])
  }
})

test('a hold that nobody waits for any more is let go', async () => {
  const { chatId } = await world.match(rani, await world.mitra())
  const opened = async () => (await rani.post('/api/client/payments', await world.moreTime(chatId))).body.payment_session_id

  const left = await opened()
  const { charge } = world.ctx.gateway
  world.ctx.gateway.charge = async (request) => {
    await abandonPayment(world.ctx, rani.id, left)
    return await charge(request)
  }
  expect(await rani.post(`/api/client/payments/${left}/confirm`)).toMatchObject({ status: 409, body: { state: 'abandoned' } })
  await expect.poll(() => gatewayState(left)).toBe('released')

  world.ctx.gateway.charge = charge
  const forgotten = await opened()
  diesAfterTheGateway()
  await rani.post(`/api/client/payments/${forgotten}/confirm`)
  for (const status of ['confirmed', 'expired']) {
    await world.sql('update payment_sessions set expires_at = clock_timestamp() where id = $1', [forgotten])
    await expire()
    expect(await statusOf(forgotten)).toBe(status)
  }
  await expect.poll(() => gatewayState(forgotten)).toBe('released')
})

const fiveMinutesLater = () =>
  world.sql(`
    update graphile_worker._private_jobs set run_at = now()
    where task_id = (select id from graphile_worker._private_tasks where identifier = 'withdraw_charge')`)

test('a charge on its way to the gateway when its payment was left or expired is found though its process died: what was taken is put before an operator, a hold is released, one still waiting is withdrawn', async () => {
  const leave = (id: string) => abandonPayment(world.ctx, rani.id, id)
  const runOut = async (id: string) => {
    await world.sql('update payment_sessions set expires_at = clock_timestamp() where id = $1', [id])
    await expire()
  }
  const { chatId } = await world.match(rani, await world.mitra())
  const chat = { tier_id: await world.tier() }
  const moreTime = await world.moreTime(chatId)
  const asked = async (wish: object, end: (id: string) => Promise<unknown>) => {
    const id = (await rani.post('/api/client/payments', wish)).body.payment_session_id
    diesAfterTheGateway(() => end(id))
    expect((await rani.post(`/api/client/payments/${id}/confirm`)).status).toBe(500)
    return id
  }
  for (const end of [leave, runOut]) {
    const taken = await asked(chat, end)
    const held = await asked(moreTime, end)
    const waiting = await asked(chat, end)
    await world.sql("update mock_gateway.charges set status = 'waiting' where reference = $1", [waiting])
    expect([await gatewayState(taken), await gatewayState(held)]).toEqual(['captured', 'held'])

    await fiveMinutesLater()
    await expect.poll(() => gatewayState(held)).toBe('released')
    await expect.poll(() => gatewayState(waiting)).toBe('failed')
    await expect
      .poll(() => world.sql('select cause_tag, amount from pairing_failures where payment_session_id = $1', [taken]))
      .toEqual([{ cause_tag: 'unexpected_capture', amount: 25_000 }])
  }
})

test('an unasked capture that pays an extension while its hold is made leaves the hold without a use: it is let go', async () => {
  const { chatId } = await world.match(rani, await world.mitra())
  const wish = await world.moreTime(chatId)
  const { payment_session_id: id, amount } = (await rani.post('/api/client/payments', wish)).body
  const { charge } = world.ctx.gateway
  world.ctx.gateway.charge = async (request) => {
    await settleCapture(world.ctx, { captureId: 'unasked', paymentId: id, amount })
    return await charge(request)
  }
  expect((await rani.post(`/api/client/payments/${id}/confirm`)).body.status).toBe('confirmed')
  await expect.poll(() => gatewayState(id)).toBe('released')

  world.ctx.gateway.charge = charge
  const { payment_session_id: paid } = (await rani.post('/api/client/payments', wish)).body
  diesAfterTheGateway(() => settleCapture(world.ctx, { captureId: 'unasked too', paymentId: paid, amount }))
  expect((await rani.post(`/api/client/payments/${paid}/confirm`)).status).toBe(500)
  expect([await statusOf(paid), await gatewayState(paid)]).toEqual(['confirmed', 'held'])
  await fiveMinutesLater()
  await expect.poll(() => gatewayState(paid)).toBe('released')

  const inUse = (await rani.post('/api/client/payments', wish)).body.payment_session_id
  for (let tap = 0; tap < 2; tap += 1) await rani.post(`/api/client/payments/${inUse}/confirm`)
  await settleHold(world.ctx, { paymentId: inUse, amount })
  expect(await world.sql("select from graphile_worker.jobs where task_identifier = 'release_held'")).toEqual([])
  expect(await gatewayState(inUse)).toBe('held')
})

test('a free trial left in the moment of its confirmation is no unexpected capture', async () => {
  const opened = await rani.post('/api/client/payments', { tier_id: await world.tier(), is_free_trial: true })
  const id = opened.body.payment_session_id
  await rani.post(`/api/client/payments/${id}/cancel`)
  await settleCapture(world.ctx, { captureId: `none-${id}`, paymentId: id, amount: 0 })
  expect(await world.sql('select from pairing_failures')).toEqual([])
})

test('one tap that arrives twice at once asks the same mitra once, and for more time once, 25 times', {
  timeout: 60_000,
}, async () => {
  const sari = await world.mitra()
  const { chatId } = await world.match(rani, sari)
  const twice = async (path: string, body: object) => {
    const [one, two] = await Promise.all([rani.post(path, body), rani.post(path, body)])
    expect(one.status).toBe(200)
    expect(two).toEqual(one)
    return one.body
  }
  for (let round = 0; round < 25; round += 1) {
    const again = (await world.paid(rani, { targeted_mitra_id: sari.id })).payment_session_id
    const request = await twice('/api/client/chats/returning', { payment_session_id: again })
    await rani.post(`/api/client/chats/${request.chat_session_id}/cancel`)
    const more = (await world.paid(rani, await world.moreTime(chatId))).payment_session_id
    const extension = await twice(`/api/client/chats/${chatId}/extensions`, { payment_session_id: more })
    await sari.post(`/api/mitra/extensions/${extension.extension_id}/decline`)
  }
})

test('a mitra whom a blast asked in the moment in which they switched off cannot accept', async () => {
  const sari = await world.mitra()
  const { payment_session_id } = await world.paid(rani)
  const { body } = await rani.post('/api/client/chats/start', { payment_session_id })
  await world.sql('update mitras set is_online = false')
  expect(await sari.post(`/api/mitra/requests/${body.chat_session_id}/accept`)).toMatchObject({
    status: 409,
    body: { code: 'mitra_offline', state: 'searching' },
  })
})

test('one goodbye that arrives twice at once is said once, 25 times', { timeout: 60_000 }, async () => {
  await world.set('max_customers_per_mitra', 100)
  const sari = await world.mitra()
  for (let round = 0; round < 25; round += 1) {
    const { chatId } = await world.match(rani, sari)
    await rani.post(`/api/client/chats/${chatId}/end`)
    const path = `/api/client/chats/${chatId}/goodbye`
    const [one, two] = await Promise.all([1, 2].map(() => rani.post(path, { body: 'dah' })))
    expect([one?.status, two?.status]).toEqual([200, 200])
    expect(await world.sql('select seq from messages where chat_session_id = $1', [chatId])).toEqual([{ seq: 1 }])
  }
})
