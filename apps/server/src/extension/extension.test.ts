import type { Device } from '@bestie/dev-world/device'
import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { expireSession } from '../chat/expire-session'
import { sweep } from '../jobs/sweep'
import { sendRefund } from '../payment/send-refund'
import { settleCapture } from '../payment/settle-capture'
import { settleUnansweredExtension } from './settle-unanswered-extension'

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

const ask = async (customer = rani, chat = chatId) => {
  const { payment_session_id: paymentId } = await world.paid(customer, await world.moreTime(chat))
  const answer = await customer.post(`/api/client/chats/${chat}/extensions`, { payment_session_id: paymentId })
  return { paymentId, answer, extensionId: answer.body.extension_id as string }
}
const chat = async () => (await rani.get(`/api/client/chats/${chatId}`)).body
const payment = async (id: string) => (await rani.get(`/api/client/payments/${id}`)).body
/** The chat's timer task, and whether it is due when the chat's time ends. */
const timer = () =>
  world.sql(
    `select j.task_identifier as task, j.run_at between c.ends_at and c.ends_at + interval '2 ms' as at_its_end
    from graphile_worker.jobs j join chat_sessions c on c.id = $1 where j.key = 'session:' || c.id`,
    [chatId],
  )
const failures = () => world.sql('select cause_tag, amount from pairing_failures')
const ledger = (paymentId: string) =>
  world.sql('select kind, account, amount from ledger_entries where payment_session_id = $1 order by id', [paymentId])
const gatewayState = async (id: string) =>
  (await world.sql<{ status: string }>('select status from mock_gateway.charges where reference = $1', [id]))[0]?.status

test('[E1, E5] approved in time: held, then taken; the payment is consumed and the end moves by the duration', async () => {
  const before = await chat()
  const { paymentId, answer, extensionId } = await ask()
  expect(answer).toMatchObject({
    status: 200,
    body: { status: 'pending', timeout_seconds: 10, amount: 15_000, duration_minutes: 10 },
  })
  expect(await mitraPhone.event('extension_requested')).toMatchObject({
    extension_id: extensionId,
    chat_session_id: chatId,
    timeout_seconds: 10,
    amount: 15_000,
  })
  expect((await ledger(paymentId)).map((entry) => entry.kind)).toEqual(['hold', 'hold'])
  expect(await gatewayState(paymentId)).toBe('held')
  expect((await sari.get(`/api/mitra/chats/${chatId}`)).body.pending_extension).toMatchObject({ extension_id: extensionId })

  expect(await sari.post(`/api/mitra/extensions/${extensionId}/approve`)).toMatchObject({
    status: 200,
    body: { status: 'approved' },
  })
  const resolved = await phone.event('extension_resolved')
  expect(resolved).toMatchObject({ extension_id: extensionId, outcome: 'approved' })
  expect(Date.parse(resolved.ends_at) - Date.parse(before.ends_at)).toBe(10 * 60_000)
  expect(await timer()).toEqual([{ task: 'expire_session', at_its_end: true }])
  expect(await payment(paymentId)).toMatchObject({ status: 'consumed', amount: 15_000 })
  expect(await ledger(paymentId)).toContainEqual({ kind: 'charge', account: 'sales', amount: -15_000 })
  await expect.poll(() => gatewayState(paymentId)).toBe('captured')
  expect(await sari.post(`/api/mitra/extensions/${extensionId}/approve`)).toMatchObject({ status: 200 })
  expect(await sari.post(`/api/mitra/extensions/${extensionId}/decline`)).toMatchObject({
    status: 409,
    body: { code: 'extension_decided', state: 'approved' },
  })
})

/** A payment held for an extension whose chat ended before the mitra could be asked. */
const heldTooLate = async () => {
  const { payment_session_id: paymentId } = await world.paid(rani, await world.moreTime(chatId))
  await rani.post(`/api/client/chats/${chatId}/end`)
  expect(await rani.post(`/api/client/chats/${chatId}/extensions`, { payment_session_id: paymentId })).toMatchObject({
    status: 409,
    body: { code: 'chat_not_active' },
  })
  return paymentId
}

test('held for a chat that ended before its mitra could be asked: given up, the hold is released at once', async () => {
  const paymentId = await heldTooLate()
  const giveUp = () => rani.post(`/api/client/payments/${paymentId}/cancel-search`)
  const answers = await Promise.all([giveUp(), giveUp()])
  for (const answer of [...answers, await giveUp()]) {
    expect(answer).toMatchObject({ status: 200, body: { status: 'failed_pairing', cause_tag: 'customer_cancelled' } })
  }
  expect(await failures()).toEqual([{ cause_tag: 'customer_cancelled', amount: 0 }])
  expect((await ledger(paymentId)).map((entry) => entry.kind)).toEqual(['hold', 'hold', 'release', 'release'])
  await expect.poll(() => gatewayState(paymentId)).toBe('released')
})

test('taken at once for a chat that ended before its mitra could be asked: given up, it goes back in full by itself', async () => {
  Object.assign(world.ctx.gateway, { canHold: false })
  const paymentId = await heldTooLate()
  expect(await rani.post(`/api/client/payments/${paymentId}/cancel-search`)).toMatchObject({
    status: 200,
    body: { status: 'failed_pairing', repayment: { kind: 'refunded', amount: 15_000 } },
  })
  await expect.poll(async () => (await payment(paymentId)).repayment.status).toBe('settled')
})

test('what is held buys no more time once it has expired, also before a sweep has come by', async () => {
  const { payment_session_id } = await world.paid(rani, await world.moreTime(chatId))
  await world.sql('update payment_sessions set expires_at = clock_timestamp() where id = $1', [payment_session_id])
  expect(await rani.post(`/api/client/chats/${chatId}/extensions`, { payment_session_id })).toMatchObject({
    status: 409,
    body: { code: 'payment_not_confirmed', state: 'expired' },
  })
  expect((await chat()).pending_extension).toBeNull()
})

test('a chat whose time is up gets no more of it, also before its timer has come by', async () => {
  const { payment_session_id } = await world.paid(rani, await world.moreTime(chatId))
  await world.sql(
    'update chat_sessions set started_at = started_at - (ends_at - started_at), ends_at = started_at where id = $1',
    [chatId],
  )
  expect(await rani.post(`/api/client/chats/${chatId}/extensions`, { payment_session_id })).toMatchObject({
    status: 409,
    body: { code: 'chat_not_active', state: 'closing' },
  })
  expect(await chat()).toMatchObject({ status: 'active', pending_extension: null })
})

test('while it is being decided it cannot be given up; asking and giving up at once have one outcome', async () => {
  const { paymentId } = await ask()
  expect(await payment(paymentId)).toMatchObject({ in_use: true })
  expect(await rani.post(`/api/client/payments/${paymentId}/cancel-search`)).toMatchObject({
    status: 409,
    body: { code: 'payment_in_use', state: 'confirmed' },
  })

  const budi = await world.mitra('Budi')
  const dimas = await world.customer('Dimas')
  const other = (await world.match(dimas, budi)).chatId
  const { payment_session_id: contested } = await world.paid(dimas, await world.moreTime(other))
  const [asked, givenUp] = await Promise.all([
    dimas.post(`/api/client/chats/${other}/extensions`, { payment_session_id: contested }),
    dimas.post(`/api/client/payments/${contested}/cancel-search`),
  ])
  expect([asked.status, givenUp.status].sort()).toEqual([200, 409])
})

test('the gateway tells of the capture of what it held: noted once, and nothing is booked again', async () => {
  const { paymentId, extensionId } = await ask()
  await sari.post(`/api/mitra/extensions/${extensionId}/approve`)
  await expect.poll(() => gatewayState(paymentId)).toBe('captured')
  const before = await ledger(paymentId)
  const amount = 15_000
  for (const captureId of [`mock-${paymentId}`, `mock-${paymentId}`])
    await settleCapture(world.ctx, { paymentId, captureId, amount })
  expect([await ledger(paymentId), await failures()]).toEqual([before, []])
  // Any further capture is money that nobody asked for.
  await settleCapture(world.ctx, { paymentId, captureId: 'another', amount })
  expect(await failures()).toEqual([{ cause_tag: 'unexpected_capture', amount }])
})

test('a confirmation that was delayed until its hold had been taken books nothing again', async () => {
  const opened = await rani.post('/api/client/payments', await world.moreTime(chatId))
  const paymentId = opened.body.payment_session_id as string
  const { charge } = world.ctx.gateway
  let goOn = () => {}
  const heldUp = new Promise<void>((resolve) => {
    goOn = resolve
  })
  world.ctx.gateway.charge = async (request) => {
    world.ctx.gateway.charge = charge
    await heldUp
    return await charge(request)
  }
  const first = rani.post(`/api/client/payments/${paymentId}/confirm`)
  await expect.poll(() => world.ctx.gateway.charge).toBe(charge)
  await rani.post(`/api/client/payments/${paymentId}/confirm`)
  const asked = await rani.post(`/api/client/chats/${chatId}/extensions`, { payment_session_id: paymentId })
  await sari.post(`/api/mitra/extensions/${asked.body.extension_id}/approve`)
  await expect.poll(() => gatewayState(paymentId)).toBe('captured')
  const before = await ledger(paymentId)
  goOn()
  expect(await first).toMatchObject({ status: 200, body: { status: 'consumed' } })
  expect([await ledger(paymentId), await failures()]).toEqual([before, []])
})

test('[E6] declined in time: nothing charged, released, extension_rejected', async () => {
  const before = await chat()
  const { paymentId, extensionId } = await ask()
  expect(await sari.post(`/api/mitra/extensions/${extensionId}/decline`)).toMatchObject({
    status: 200,
    body: { status: 'rejected' },
  })
  expect(await phone.event('extension_resolved')).toMatchObject({ outcome: 'rejected', ends_at: before.ends_at })
  expect(await payment(paymentId)).toMatchObject({ status: 'failed_pairing', cause_tag: 'extension_rejected' })
  expect(await failures()).toEqual([{ cause_tag: 'extension_rejected', amount: 0 }])
  expect((await ledger(paymentId)).map((entry) => entry.kind)).toEqual(['hold', 'hold', 'release', 'release'])
  await expect.poll(() => gatewayState(paymentId)).toBe('released')
  expect(await chat()).toMatchObject({ status: 'active', pending_extension: null })
  expect(await timer()).toEqual([{ task: 'expire_session', at_its_end: true }])
})

test('[E4, E7] ignored by a mitra who is online and connected: approved by itself and charged', async () => {
  await world.set('extension_timeout_seconds', 1)
  const { paymentId, answer } = await ask()
  expect(answer.body.timeout_seconds).toBe(1)
  expect(await phone.event('extension_resolved')).toMatchObject({ outcome: 'auto_approved' })
  expect(await payment(paymentId)).toMatchObject({ status: 'consumed' })
})

test('[E8, J8] the mitra is offline when the window ends: the safeguard trips, nothing charged', async () => {
  await world.set('extension_timeout_seconds', 1)
  await sari.post('/api/mitra/status/offline')
  const { paymentId } = await ask()
  await mitraPhone.event('extension_requested')
  expect(await phone.event('extension_resolved')).toMatchObject({ outcome: 'safeguard_tripped' })
  expect(await payment(paymentId)).toMatchObject({ status: 'failed_pairing', cause_tag: 'extension_safeguard_tripped' })
  expect(await failures()).toEqual([{ cause_tag: 'extension_safeguard_tripped', amount: 0 }])
})

test('[E9] the mitra’s app is killed inside the window: the safeguard trips, though the toggle says online', async () => {
  await world.set('extension_timeout_seconds', 1)
  await ask()
  mitraPhone.socket.io.engine.close()
  expect(await phone.event('extension_resolved')).toMatchObject({ outcome: 'safeguard_tripped' })
})

test('[E9] a mitra’s app that hangs with its line still open answers no probe: the safeguard trips', async () => {
  await world.set('extension_timeout_seconds', 1)
  await ask()
  mitraPhone.freeze()
  expect(await phone.event('extension_resolved')).toMatchObject({ outcome: 'safeguard_tripped' })
})

test('a mitra with one device that answers is connected at once, though the line of another is dead', async () => {
  const gone = await world.mitra('Budi')
  for (const mitra of [sari, gone]) (await mitra.connect()).freeze()
  const asked = [gone, sari].map(async ({ id, name }) => ({ name, connected: await world.ctx.realtime.isConnected(id) }))
  // A mitra with only a dead line is waited for.
  expect(await Promise.race(asked)).toEqual({ name: sari.name, connected: true })
  expect(await asked[0]).toEqual({ name: 'Budi', connected: false })
})

test('[E10] with auto_reject as the default the next timeout rejects', async () => {
  await world.set('extension_timeout_seconds', 1)
  await world.set('extension_default_action_on_timeout', 'auto_reject')
  await ask()
  expect(await phone.event('extension_resolved')).toMatchObject({ outcome: 'auto_rejected' })
  expect(await failures()).toEqual([{ cause_tag: 'extension_rejected', amount: 0 }])
})

test('an open window keeps the default it started with', async () => {
  await world.set('extension_timeout_seconds', 1)
  const asked = ask()
  await mitraPhone.event('extension_requested')
  await world.set('extension_default_action_on_timeout', 'auto_reject')
  await asked
  expect(await phone.event('extension_resolved')).toMatchObject({ outcome: 'auto_approved' })
})

test('[E12] the chat’s end waits for a pending extension, by the clock, by both people and by a supervisor', async () => {
  const supervisor = await world.operator('supervisor')
  const { extensionId } = await ask()
  await world.sql(
    "update chat_sessions set ends_at = now() - interval '1 second', started_at = now() - interval '15 minutes 1 second', deadline_at = now() - interval '14 minutes'",
  )
  await sweep(world.ctx)
  expect(await chat()).toMatchObject({ status: 'active' })
  for (const refused of [
    await rani.post(`/api/client/chats/${chatId}/end`),
    await sari.post(`/api/mitra/chats/${chatId}/end`),
    await supervisor.post(`/internal/sessions/${chatId}/end`, { reason: 'melanggar aturan' }),
  ]) {
    expect(refused).toMatchObject({ status: 409, body: { code: 'extension_open', state: 'active' } })
  }
  expect(await phone.say(chatId, 'masih bisa')).toMatchObject({ ok: true })
  await sari.post(`/api/mitra/extensions/${extensionId}/decline`)
  expect(await chat()).toMatchObject({ status: 'closing', ended_by: 'timer' })
  expect(await phone.event('session_closing')).toMatchObject({ chat_session_id: chatId })
})

test('one extension at a time; the same payment asked again answers the same; a free chat tier is no extension', async () => {
  const { paymentId, extensionId } = await ask()
  expect((await rani.post(`/api/client/chats/${chatId}/extensions`, { payment_session_id: paymentId })).body.extension_id).toBe(
    extensionId,
  )
  const second = await ask()
  expect(second.answer).toMatchObject({ status: 409, body: { code: 'extension_open', state: 'active' } })
  const chatTier = { tier_id: await world.tier('chat'), is_extension: true, chat_session_id: chatId }
  expect((await rani.post('/api/client/payments', chatTier)).status).toBe(404)
  const stranger = await world.mitra()
  expect(await stranger.post(`/api/mitra/extensions/${extensionId}/approve`)).toMatchObject({ status: 404 })
  await sari.post(`/api/mitra/extensions/${extensionId}/approve`)
  await world.sql('update payment_sessions set expires_at = clock_timestamp() where id = $1', [second.paymentId])
  await sweep(world.ctx)
  await expect.poll(() => gatewayState(second.paymentId)).toBe('released')
})

test('what is held for more time starts no search, and the refusal says that it is the wrong payment', async () => {
  const { paymentId } = await ask()
  for (const way of ['start', 'fallback-to-blast']) {
    const answer = await rani.post(`/api/client/chats/${way}`, { payment_session_id: paymentId })
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
  }
})

test('[E11] approve at the moment the timer fires: one outcome, and no closing if approve won, 25 times', {
  timeout: 90_000,
}, async () => {
  const outcomes = new Set<string>()
  for (let round = 0; round < 25; round += 1) {
    const { paymentId, extensionId } = await ask()
    // The chat's own end has passed: it only waits for this answer.
    await world.sql(
      `update chat_sessions set created_at = created_at - late, deadline_at = deadline_at - late, started_at = started_at - late, ends_at = ends_at - late
      from (select ends_at - clock_timestamp() + interval '1 second' as late from chat_sessions where id = $1) by where id = $1`,
      [chatId],
    )
    await world.sql('update extensions set deadline_at = clock_timestamp() + make_interval(secs => $2) where id = $1', [
      extensionId,
      (round % 13) / 1_000,
    ])
    const [approve] = await Promise.all([
      sari.post(`/api/mitra/extensions/${extensionId}/approve`),
      (async () => {
        for (let times = 0; times < 4; times += 1) {
          await settleUnansweredExtension(world.ctx, extensionId)
          await expireSession(world.ctx, chatId)
        }
      })(),
    ])
    await settleUnansweredExtension(world.ctx, extensionId)
    const [extension] = await world.sql<{ status: string }>('select status from extensions where id = $1', [extensionId])
    if (approve.status === 200) expect(extension?.status).toBe('approved')
    else
      expect([extension?.status, approve.body.code]).toEqual([
        'auto_approved',
        expect.stringMatching(/^(extension_decided|deadline_passed)$/),
      ])
    expect(await payment(paymentId)).toMatchObject({ status: 'consumed' })
    outcomes.add(String(extension?.status))
  }
  expect([...outcomes].sort(), 'each side wins some rounds').toEqual(['approved', 'auto_approved'])
  expect(phone.received.filter((event) => event.name === 'session_closing')).toEqual([])
})

test('a gateway that cannot hold takes first, says so, and gives back in full by itself on a refusal', async () => {
  Object.assign(world.ctx.gateway, { canHold: false })
  expect((await rani.get('/api/client/pricing?kind=extension')).body).toMatchObject({ charged_at_once: true })
  const { paymentId, extensionId } = await ask()
  expect(await gatewayState(paymentId)).toBe('captured')
  await sari.post(`/api/mitra/extensions/${extensionId}/decline`)
  await expect
    .poll(() => world.sql('select kind, gateway_amount, status from repayments'))
    .toEqual([{ kind: 'refunded', gateway_amount: 15_000, status: 'settled' }])
  const operator = await world.operator()
  const [failure] = await world.sql<{ id: string }>('select id from pairing_failures')
  expect(await operator.post(`/internal/failed-pairings/${failure?.id}/action`, { action: 'refunded' })).toMatchObject({
    status: 409,
    body: { code: 'already_repaid' },
  })
})

test('what goes back by itself is not withdrawn when its row, marked as no-action, is reopened', async () => {
  Object.assign(world.ctx.gateway, { canHold: false })
  const { extensionId } = await ask()
  await world.stopWorker()
  await sari.post(`/api/mitra/extensions/${extensionId}/decline`)
  const [operator, supervisor] = [await world.operator(), await world.operator('supervisor')]
  const [failure] = await world.sql<{ id: string }>('select id from pairing_failures')
  const row = `/internal/failed-pairings/${failure?.id}`
  expect(await operator.post(`${row}/action`, { action: 'no_action' })).toMatchObject({ status: 200, body: { reopenable: true } })
  expect(await supervisor.post(`${row}/reopen`, { reason: 'salah tekan' })).toMatchObject({ status: 200 })
  const [repayment] = await world.sql<{ id: string; status: string }>('select id, status from repayments')
  expect(repayment?.status).toBe('requested')
  await sendRefund(world.ctx, repayment?.id as string)
  expect(await world.sql('select status from repayments')).toEqual([{ status: 'settled' }])
})
