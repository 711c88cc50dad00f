import { statementsOf } from '@bestie/dev-world/statements'
import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { acceptRequest } from './accept-request'

let world: World
beforeAll(async () => {
  world = await bootWorld()
})
afterAll(() => world.stop())

test('[B2, B3, B15] the first mitra to accept wins, the chat starts and the payment is consumed', async () => {
  const [customer, sari, budi] = [await world.customer('Rani'), await world.mitra('Sari'), await world.mitra('Budi')]
  const [phone, sariPhone, budiPhone] = [await customer.connect(), await sari.connect(), await budi.connect()]
  const payment = await world.paid(customer)
  const start = () => customer.post('/api/client/chats/start', { payment_session_id: payment.payment_session_id })
  const request = await start()
  expect(request.body).toMatchObject({ status: 'searching', mitra: null })
  expect(await start()).toEqual(request)
  const chatId = request.body.chat_session_id

  expect(await sariPhone.event('chat_request')).toEqual({
    chat_session_id: chatId,
    request_type: 'general',
    topic_sensitivity: 'regular',
    call_name: 'Rani',
    duration_minutes: payment.duration_minutes,
    deadline_at: request.body.deadline_at,
  })
  const accepted = await sari.post(`/api/mitra/requests/${chatId}/accept`)
  expect(accepted).toMatchObject({ status: 200, body: { chat_session_id: chatId, status: 'active', call_name: 'Rani' } })
  expect(await phone.event('pairing_matched')).toMatchObject({
    chat_session_id: chatId,
    mitra: { id: sari.id, display_name: 'Sari' },
  })
  expect(await sariPhone.event('chat_request_closed')).toEqual({ chat_session_id: chatId, reason: 'accepted' })
  expect(await budiPhone.event('chat_request_closed')).toEqual({ chat_session_id: chatId, reason: 'taken' })

  const [row] = await world.sql(
    'select p.status, c.payment_session_id from payment_sessions p join chat_sessions c on c.payment_session_id = p.id',
  )
  expect(row).toEqual({ status: 'consumed', payment_session_id: payment.payment_session_id })
  expect(await world.sql('select mitra_id, status from chat_request_notifications order by status')).toEqual([
    { mitra_id: sari.id, status: 'accepted' },
    { mitra_id: budi.id, status: 'closed' },
  ])
  // One timer per chat: the timer of its end replaces that of its search.
  const timers = await world.sql(
    `select j.task_identifier as task, j.run_at between c.ends_at and c.ends_at + interval '2 ms' as at_its_end, c.ends_at = c.started_at + c.duration_minutes * interval '1 minute' as of_its_time
    from graphile_worker.jobs j join chat_sessions c on c.id = $1 where j.key like '%' || $1::text`,
    [chatId],
  )
  expect(timers).toEqual([{ task: 'expire_session', at_its_end: true, of_its_time: true }])
  expect(await world.broken()).toEqual({})
})

test('[B14] the same mitra accepting twice gets the same answer, another one a 409', async () => {
  const [customer, sari, budi] = [await world.customer(), await world.mitra(), await world.mitra()]
  const { payment_session_id } = await world.paid(customer)
  const { body: request } = await customer.post('/api/client/chats/start', { payment_session_id })
  const chatId = request.chat_session_id
  const first = await sari.post(`/api/mitra/requests/${chatId}/accept`)
  const again = await sari.post(`/api/mitra/requests/${chatId}/accept`)
  const other = await budi.post(`/api/mitra/requests/${chatId}/accept`)
  expect(first).toMatchObject({ status: 200, body: { chat_session_id: chatId, status: 'active' } })
  expect(again).toEqual(first)
  expect(other).toMatchObject({ status: 409, body: { code: 'request_taken', state: 'active' } })
  await expect(
    world.sql("insert into chat_sessions (customer_id, mitra_id, payment_session_id, status) values ($1, $2, $3, 'active')", [
      customer.id,
      budi.id,
      payment_session_id,
    ]),
    'the database itself has no room for a second',
  ).rejects.toThrow(/chat_sessions_one_per_payment/)
  // An instance that has not seen the win, or no longer remembers it, says the same.
  await expect(acceptRequest({ ...world.ctx }, budi.id, chatId)).rejects.toMatchObject({
    code: 'request_taken',
    details: { state: 'active' },
  })
})

test('[B14] however many have lost at once, one statement, always the same, finds what became of the request', async () => {
  const [winner, ...others] = await Promise.all(Array.from({ length: 8 }, () => world.mitra()))
  const lookedUp = async (count: number) => {
    const customer = await world.customer()
    const { payment_session_id } = await world.paid(customer)
    const { body: request } = await customer.post('/api/client/chats/start', { payment_session_id })
    await winner?.post(`/api/mitra/requests/${request.chat_session_id}/accept`)
    const sent = await statementsOf(async () => {
      const lost = others.slice(0, count).map(({ id }) => acceptRequest(world.ctx, id, request.chat_session_id))
      for (const each of await Promise.allSettled(lost)) {
        expect(each).toMatchObject({ status: 'rejected', reason: { code: 'request_taken', details: { state: 'active' } } })
      }
    })
    // Meanwhile the workers poll for jobs.
    return sent.filter((statement) => statement.includes('chat_sessions'))
  }
  const ofTwo = await lookedUp(2)
  expect(ofTwo).toHaveLength(1)
  expect(await lookedUp(7)).toEqual(ofTwo)
})

test('[D17] of a mitra’s accepts that come together, each counts whom those before it bring, and nobody with whom they talk already', async () => {
  await world.set('max_customers_per_mitra', 3)
  const [sari, budi] = [await world.mitra(), await world.mitra()]
  const [rani, sinta, dimas, bayu, tari, wati] = await Promise.all(Array.from({ length: 6 }, () => world.customer()))
  await world.match(rani as Person, sari)
  await world.match(sinta as Person, sari)
  const accepts: [string, string][] = []
  for (const [mitra, customer] of [
    [budi, tari],
    [sari, rani],
    [sari, wati],
    [sari, dimas],
    [sari, bayu],
    [sari, sinta],
  ] as [typeof sari, Person][]) {
    const { payment_session_id } = await world.paid(customer)
    const { body } = await customer.post('/api/client/chats/start', { payment_session_id })
    accepts.push([mitra.id, body.chat_session_id])
  }
  await sari.post(`/api/mitra/requests/${accepts[2]?.[1]}/decline`)
  const acceptAll = () => Promise.allSettled(accepts.map(([mitraId, chatId]) => acceptRequest(world.ctx, mitraId, chatId)))

  let answers: Awaited<ReturnType<typeof acceptAll>> = []
  const decisions = await statementsOf(async () => {
    answers = await acceptAll()
  })
  expect(decisions.filter((statement) => statement.includes('mitra_at_capacity'))).toHaveLength(1)
  const statuses = () => answers.map((answer) => answer.status)
  expect(statuses()).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled'])
  expect(answers[2]).toMatchObject({ reason: { code: 'request_declined' } })
  expect(answers[4]).toMatchObject({ reason: { code: 'mitra_at_capacity', details: { state: 'searching' } } })
  // A repeated accept returns the same, and takes no place from the one that waits.
  await world.set('max_customers_per_mitra', 4)
  answers = await acceptAll()
  expect(statuses()).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
  expect(await world.broken()).toEqual({})
})

test('[F6] five mitra accept at once, 200 times over: exactly one wins each, and the others are told', {
  timeout: 180_000,
}, async () => {
  await world.set('max_customers_per_mitra', 1000)
  const mitras = await Promise.all(Array.from({ length: 5 }, () => world.mitra()))
  for (let round = 0; round < 200; round += 1) {
    const customer = await world.customer()
    const { payment_session_id } = await world.paid(customer)
    const { chat_session_id } = (await customer.post('/api/client/chats/start', { payment_session_id })).body
    const answers = await Promise.all(mitras.map((mitra) => mitra.post(`/api/mitra/requests/${chat_session_id}/accept`)))
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409, 409, 409])
    const refusals = answers.filter((answer) => answer.status === 409).map((answer) => answer.body.code)
    expect(new Set(refusals)).toEqual(new Set(['request_taken']))
    await customer.post(`/api/client/chats/${chat_session_id}/end`)
    const chats = await world.sql('select id from chat_sessions where payment_session_id = $1', [payment_session_id])
    expect(chats).toEqual([{ id: chat_session_id }])
  }
  expect(await world.broken()).toEqual({})
})
