import { EventEmitter, once } from 'node:events'
import { type Sent, sentDuring } from '@bestie/dev-world/statements'
import { bootWorld, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { expireWaiting } from '../payment/expire-payments'
import { sweep } from './sweep'

let world: World
beforeEach(async () => {
  world = await bootWorld()
  await world.stopWorker()
})
afterEach(async () => {
  expect(await world.broken()).toEqual({})
  await world.stop()
})

test('without any worker the sweeper alone settles what is overdue', async () => {
  await world.set('goodbye_window_seconds', 1)
  const [rani, dimas, sari] = [await world.customer(), await world.customer(), await world.mitra()]
  const { chatId } = await world.match(rani, sari)
  await rani.post(`/api/client/chats/${chatId}/end`)
  const { payment_session_id } = await world.paid(dimas)
  await dimas.post('/api/client/chats/start', { payment_session_id })
  await world.sql("update chat_sessions set deadline_at = now() where status = 'searching'")
  await world.sql("update chat_sessions set goodbye_deadline_at = now() where status = 'closing'")
  await sweep(world.ctx)
  expect(await world.sql('select status from chat_sessions order by id')).toEqual([
    { status: 'completed' },
    { status: 'expired' },
  ])
})

test('a mitra who became available unseen, since a process died over it, is asked by the sweep', async () => {
  await world.set('max_customers_per_mitra', 1)
  const [rani, dimas, sari] = [await world.customer('Rani'), await world.customer(), await world.mitra()]
  const budi = await world.mitra('Budi', { online: false })
  const { chatId: earlier } = await world.match(dimas, sari)
  const { payment_session_id } = await world.paid(rani)
  const { body } = await rani.post('/api/client/chats/start', { payment_session_id })
  // What is left when the process of the blast, and the worker that was told of the freed mitra, die right after their commits.
  await world.sql('update mitras set is_online = true where id = $1', [budi.id])
  await world.sql(
    "update chat_sessions set status = 'completed', ended_by = 'mitra', ended_at = now(), completed_at = now() where id = $1",
    [earlier],
  )
  const phone = await sari.connect()
  await sweep(world.ctx)
  expect(await phone.event('chat_request')).toMatchObject({ chat_session_id: body.chat_session_id, call_name: 'Rani' })
  expect((await budi.get('/api/mitra/requests')).body.items).toMatchObject([{ chat_session_id: body.chat_session_id }])
  await sweep(world.ctx)
  expect(
    await world.sql('select status from chat_request_notifications where chat_session_id = $1', [body.chat_session_id]),
  ).toEqual([{ status: 'sent' }, { status: 'sent' }])
})

test('a sweep looks up what is over, and reads none of the thousands of chats, payments and answers that are not', async () => {
  const [rani, sari] = [await world.customer(), await world.mitra()]
  const twoThousand = 'from generate_series(1, 2000)'
  await world.sql(
    `insert into chat_sessions (customer_id, mitra_id, status, started_at, ends_at)
    select $1, $2, 'active', now(), now() + interval '1 hour' ${twoThousand}`,
    [rani.id, sari.id],
  )
  await world.sql(`insert into payment_sessions (customer_id, amount, duration_minutes) select $1, 1000, 15 ${twoThousand}`, [
    rani.id,
  ])
  await world.sql(`insert into idempotency_keys (user_id, key, request_hash) select $1, uuid_v7(), '' ${twoThousand}`, [rani.id])
  await world.sql('analyze chat_sessions, payment_sessions, idempotency_keys')
  const sent = await sentDuring(() => sweep(world.ctx))
  const planOf = async (part: string) => {
    const { text, values } = sent.find((statement) => statement.text.includes(part)) as Sent
    const lines = await world.sql<{ 'QUERY PLAN': string }>(`explain ${text}`, values)
    return lines.map((line) => line['QUERY PLAN']).join('\n')
  }
  const plans = {
    chats: await planOf("'session' from chat_sessions"),
    payments: await planOf("set status = 'expired'"),
    answers: await planOf('delete from "idempotency_keys"'),
  }
  expect(plans).toEqual({
    chats: expect.stringContaining('Index Cond: (ends_at <= now())'),
    payments: expect.stringContaining('Index Cond: (expires_at <= now())'),
    answers: expect.stringContaining('Index Cond: (created_at < (now() - '),
  })
  await world.sql('delete from chat_sessions')
})

test('a step that fails keeps none of the others from running, and is told', async () => {
  const [rani, sari] = [await world.customer(), await world.mitra()]
  world.ctx.gateway.withdraw = () => Promise.reject(new Error('the gateway is away'))
  const { payment_session_id } = (await rani.post('/api/client/payments', { tier_id: await world.tier() })).body
  await world.sql('update payment_sessions set charge_requested_at = now(), expires_at = now() where id = $1', [
    payment_session_id,
  ])
  await world.sql("update mitras set last_reached_at = now() - interval '31 minutes'")
  await expect(sweep(world.ctx)).rejects.toThrow('parts of a sweep failed')
  expect((await sari.get('/api/mitra/status')).body.is_online).toBe(false)
})

/** Runs `asking` against a gateway whose books are locked: it never answers, and its patience passes at once. */
async function unanswered(asking: () => Promise<unknown>): Promise<void> {
  const holder = await world.hold('lock table mock_gateway.charges')
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const asked = asking()
    await world.waiting(1, 'mock_gateway')
    vi.advanceTimersByTime(10_000)
    await asked
  } finally {
    vi.useRealTimers()
    await holder.letGo()
  }
}

test('a gateway that fails one payment, or does not answer, keeps no other from its end', async () => {
  const rani = await world.customer()
  const tier_id = await world.tier()
  const opened = async () => (await rani.post('/api/client/payments', { tier_id })).body.payment_session_id as string
  const [asked, neverAsked] = [await opened(), await opened()]
  const { payment_session_id: paid } = await world.paid(await world.customer())
  await world.sql('update payment_sessions set charge_requested_at = now() where id = $1', [asked])
  await world.sql('update payment_sessions set expires_at = now()')
  const { withdraw } = world.ctx.gateway
  world.ctx.gateway.withdraw = () => Promise.reject(new Error('the gateway is away'))
  await expect(sweep(world.ctx)).rejects.toThrow('parts of a sweep failed')
  const statuses = async () =>
    await Promise.all(
      [asked, neverAsked, paid].map(async (id) => {
        const [row] = await world.sql<{ status: string }>('select status from payment_sessions where id = $1', [id])
        return row?.status
      }),
    )
  expect(await statuses()).toEqual(['pending', 'expired', 'expired'])
  world.ctx.gateway.withdraw = withdraw
  await unanswered(() => expect(expireWaiting(world.ctx)).rejects.toThrow('could not be settled'))
  await sweep(world.ctx)
  expect(await statuses()).toEqual(['expired', 'expired', 'expired'])
})

test('a gateway that never answers ends no sweep: what comes after a refund is done all the same', async () => {
  const [rani, sari] = [await world.customer(), await world.mitra()]
  const { payment_session_id } = await world.paid(rani)
  await rani.post(`/api/client/payments/${payment_session_id}/cancel-search`)
  const [failure] = await world.sql<{ id: string }>('select id from pairing_failures')
  const supervisor = await world.operator('supervisor')
  await supervisor.post(`/internal/failed-pairings/${failure?.id}/action`, { action: 'refunded' })
  await world.sql("update repayments set changed_at = now() - interval '2 minutes'")
  await world.sql("update mitras set last_reached_at = now() - interval '31 minutes'")
  await unanswered(() => expect(sweep(world.ctx)).rejects.toThrow('parts of a sweep failed'))
  expect(await world.sql('select status from repayments')).toEqual([{ status: 'sent' }])
  expect((await sari.get('/api/mitra/status')).body.is_online).toBe(false)
})

test('after an outage of the gateway it is asked about a few payments at once, and about all of them', async () => {
  const rani = await world.customer()
  const tier_id = await world.tier()
  for (let n = 0; n < 40; n += 1) await rani.post('/api/client/payments', { tier_id })
  await world.sql('update payment_sessions set charge_requested_at = now(), expires_at = now()')
  const { withdraw } = world.ctx.gateway
  let [open, most] = [0, 0]
  world.ctx.gateway.withdraw = async (reference) => {
    open += 1
    most = Math.max(most, open)
    return await withdraw(reference).finally(() => {
      open -= 1
    })
  }
  expect(await expireWaiting(world.ctx)).toBe(40)
  expect(most).toBe(16)
})

test('of many overdue extensions none waits for the probe of another', async () => {
  const sari = await world.mitra()
  for (let n = 0; n < 3; n += 1) {
    const customer = await world.customer()
    const { chatId } = await world.match(customer, sari)
    const { payment_session_id } = await world.paid(customer, await world.moreTime(chatId))
    await customer.post(`/api/client/chats/${chatId}/extensions`, { payment_session_id })
  }
  await world.sql('update extensions set deadline_at = now()')
  let probed = 0
  const all = new EventEmitter()
  world.ctx.realtime.isConnected = async () => {
    probed += 1
    if (probed === 3) all.emit('probed')
    else await once(all, 'probed')
    return true
  }
  await sweep(world.ctx)
  expect(await world.sql('select distinct status from extensions')).toEqual([{ status: 'auto_approved' }])
})

test('a refund that cannot be settled keeps none of those behind it waiting', async () => {
  const [rani, dimas] = [await world.customer(), await world.customer()]
  const supervisor = await world.operator('supervisor')
  for (const customer of [rani, dimas]) {
    const { payment_session_id } = await world.paid(customer)
    await customer.post(`/api/client/payments/${payment_session_id}/cancel-search`)
  }
  const failures = await world.sql<{ id: string }>('select id from pairing_failures order by created_at')
  for (const { id } of failures) await supervisor.post(`/internal/failed-pairings/${id}/action`, { action: 'refunded' })
  await world.sql("update repayments set changed_at = now() - interval '2 minutes'")
  const { refund } = world.ctx.gateway
  const [first] = await world.sql<{ id: string }>('select id from repayments order by created_at')
  world.ctx.gateway.refund = (request) =>
    request.refundKey === first?.id ? Promise.reject(new Error('not this one')) : refund(request)
  await expect(sweep(world.ctx)).rejects.toThrow('parts of a sweep failed')
  expect(await world.sql('select status from repayments order by created_at')).toEqual([
    { status: 'sent' },
    { status: 'settled' },
  ])
})

test('a job that a killed worker left locked is free again after five minutes', async () => {
  await world.ctx.pool.query("select graphile_worker.add_job('send_push', '{}')")
  await world.ctx.pool.query(
    "update graphile_worker._private_jobs set locked_by = 'killed', locked_at = now() - interval '6 minutes'",
  )
  await sweep(world.ctx)
  expect(await world.sql('select locked_by from graphile_worker.jobs')).toEqual([{ locked_by: null }])
})

test('a mitra who comes online while a request ends is left no open card, in 25 races', { timeout: 60_000 }, async () => {
  for (let round = 0; round < 25; round += 1) {
    const [rani, sari, budi] = [await world.customer(), await world.mitra(), await world.mitra('Budi', { online: false })]
    const { payment_session_id } = await world.paid(rani)
    const { body } = await rani.post('/api/client/chats/start', { payment_session_id })
    await Promise.all([
      budi.post('/api/mitra/status/online'),
      round % 2 === 0
        ? sari.post(`/api/mitra/requests/${body.chat_session_id}/accept`)
        : rani.post(`/api/client/chats/${body.chat_session_id}/cancel`),
    ])
    expect(
      await world.sql(
        "select from chat_request_notifications n join chat_sessions c on c.id = n.chat_session_id where n.status = 'sent' and c.status <> 'searching'",
      ),
    ).toEqual([])
    await Promise.all([sari, budi].map((mitra) => mitra.post('/api/mitra/status/offline')))
  }
})
