import { bootWorld, type World } from '@bestie/dev-world/world'
import { afterAll, beforeAll, expect, test } from 'vitest'

let world: World
beforeAll(async () => {
  world = await bootWorld()
})
afterAll(() => world.stop())

test('[F6] five mitra accept at once, 200 times over: exactly one wins each, and the others are told', {
  timeout: 180_000,
}, async () => {
  await world.set('max_customers_per_mitra', 1000)
  const mitras = await Promise.all([1, 2, 3, 4, 5].map((n) => world.mitra(`Bestie ${n}`)))
  for (let round = 0; round < 200; round += 1) {
    const customer = await world.customer()
    const { payment_session_id } = await world.paid(customer)
    const request = await customer.post('/api/client/chats/start', { payment_session_id })
    const answers = await Promise.all(
      mitras.map((mitra) => mitra.post(`/api/mitra/requests/${request.body.chat_session_id}/accept`)),
    )
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409, 409, 409])
    expect(new Set(answers.filter((answer) => answer.status === 409).map((answer) => answer.body.code))).toEqual(
      new Set(['request_taken']),
    )
    await customer.post(`/api/client/chats/${request.body.chat_session_id}/end`)
  }
  const chats = await world.sql(
    'select count(*)::int as chats, count(distinct payment_session_id)::int as payments from chat_sessions',
  )
  expect(chats).toEqual([{ chats: 200, payments: 200 }])
  expect(await world.broken()).toEqual({})
})

test('a mitra with one slot left accepts two chats at once: one wins, the other request stays open', {
  timeout: 120_000,
}, async () => {
  await world.set('max_customers_per_mitra', 1)
  for (let round = 0; round < 25; round += 1) {
    const mitra = await world.mitra()
    const customers = await Promise.all([world.customer(), world.customer()])
    const requests = await Promise.all(
      customers.map(async (customer) => {
        const { payment_session_id } = await world.paid(customer)
        return (await customer.post('/api/client/chats/start', { payment_session_id })).body.chat_session_id as string
      }),
    )
    const answers = await Promise.all(requests.map((id) => mitra.post(`/api/mitra/requests/${id}/accept`)))
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409])
    expect(answers.find((answer) => answer.status === 409)?.body).toMatchObject({ code: 'mitra_at_capacity', state: 'searching' })
    await mitra.post('/api/mitra/status/offline')
  }
  expect(await world.broken()).toEqual({})
})

test('accept against cancel: one wins, the loser gets the state', { timeout: 120_000 }, async () => {
  await world.set('max_customers_per_mitra', 100)
  const mitra = await world.mitra()
  const wins = { accept: 0, cancel: 0 }
  for (let round = 0; round < 25; round += 1) {
    const customer = await world.customer()
    const { payment_session_id } = await world.paid(customer)
    const { body } = await customer.post('/api/client/chats/start', { payment_session_id })
    const [accept, cancel] = await Promise.all([
      mitra.post(`/api/mitra/requests/${body.chat_session_id}/accept`),
      customer.post(`/api/client/chats/${body.chat_session_id}/cancel`),
    ])
    expect([accept.status, cancel.status].sort()).toEqual([200, 409])
    if (accept.status === 200) expect(cancel.body).toMatchObject({ code: 'request_not_searching', state: 'active' })
    else expect(accept.body).toMatchObject({ code: 'request_not_searching', state: 'cancelled' })
    wins[accept.status === 200 ? 'accept' : 'cancel'] += 1
  }
  expect(wins.accept + wins.cancel).toBe(25)
  expect(await world.broken()).toEqual({})
})
