import { bootWorld, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test } from 'vitest'

let world: World
beforeEach(async () => {
  world = await bootWorld()
})
afterEach(async () => {
  expect(await world.broken()).toEqual({})
  await world.stop()
})

interface Event {
  type: string
  at: string
  [figure: string]: unknown
}
const typesOf = (timeline: Event[]) => timeline.map((event) => event.type)

test('a payment’s whole life is told in order, from the tap to the settled refund', async () => {
  const [rani, operator] = [await world.customer('Rani'), await world.operator()]
  const [sari, budi] = [await world.mitra('Sari'), await world.mitra('Budi')]
  const { payment_session_id: id } = await world.paid(rani)
  const { body: request } = await rani.post('/api/client/chats/start', { payment_session_id: id })
  await sari.post(`/api/mitra/requests/${request.chat_session_id}/decline`)
  await budi.post(`/api/mitra/requests/${request.chat_session_id}/decline`)
  const [failure] = (await operator.get(`/internal/failed-pairings?payment_session_id=${id}`)).body.items
  await operator.post(`/internal/failed-pairings/${failure.id}/action`, { action: 'refunded', note: 'kasihan' })
  const life = async () => (await operator.get(`/internal/payments/${id}`)).body
  await expect.poll(async () => (await life()).timeline.find((event: Event) => event.status === 'settled')).toBeDefined()

  const { timeline, ...payment } = await life()
  expect(payment).toMatchObject({
    status: 'failed_pairing',
    cause_tag: 'all_mitras_rejected',
    customer: { id: rani.id, call_name: 'Rani' },
    balances: expect.arrayContaining([
      { account: 'gateway', amount: 0 },
      { account: 'sales', amount: 0 },
    ]),
  })
  expect(timeline.map((event: Event) => event.at)).toEqual(timeline.map((event: Event) => event.at).sort())
  const order = [
    'payment_opened',
    'charge_requested',
    'captured',
    'request_started',
    'request_ended',
    'failed',
    'repayment_requested',
    'repayment_changed',
  ]
  expect(typesOf(timeline).filter((type) => order.includes(type))).toEqual(order)
  expect(timeline.find((event: Event) => event.type === 'request_started')).toMatchObject({
    asked: { sent: 0, accepted: 0, declined: 2, closed: 0 },
    cards: [
      { mitra: { display_name: 'Sari' }, status: 'declined' },
      { mitra: { display_name: 'Budi' }, status: 'declined' },
    ],
  })
  expect(timeline.filter((event: Event) => event.type === 'booked')).toMatchObject([
    {
      kind: 'charge',
      entries: [
        { account: 'gateway', amount: 25_000, running: 25_000 },
        { account: 'sales', amount: -25_000, running: -25_000 },
      ],
    },
    {
      kind: 'refund',
      entries: [
        { account: 'sales', amount: 25_000, running: 0 },
        { account: 'gateway', amount: -25_000, running: 0 },
      ],
    },
  ])
  expect(timeline.filter((event: Event) => event.type === 'audited')).toMatchObject([
    { action: 'decide_failed_pairing', by: expect.stringContaining('operator'), after: { action: 'refunded', note: 'kasihan' } },
  ])
})

test('a delivered chat and its extension are in the life of both payments', async () => {
  const [rani, sari, operator] = [await world.customer('Rani'), await world.mitra('Sari'), await world.operator()]
  const { chatId, paymentId } = await world.match(rani, sari)
  const { payment_session_id: more } = await world.paid(rani, await world.moreTime(chatId))
  const asked = await rani.post(`/api/client/chats/${chatId}/extensions`, { payment_session_id: more })
  await sari.post(`/api/mitra/extensions/${asked.body.extension_id}/approve`)
  await rani.post(`/api/client/chats/${chatId}/end`)
  const first = (await operator.get(`/internal/payments/${paymentId}`)).body
  expect(typesOf(first.timeline)).toEqual(
    expect.arrayContaining(['matched', 'payment_consumed', 'extension_requested', 'extension_decided', 'chat_ended']),
  )
  const second = (await operator.get(`/internal/payments/${more}`)).body
  expect(second).toMatchObject({ is_extension: true, extended_chat_session_id: chatId, status: 'consumed' })
  expect(second.timeline.find((event: Event) => event.type === 'extension_decided')).toMatchObject({ outcome: 'approved' })
  expect(second.timeline.filter((event: Event) => event.type === 'booked').map((event: Event) => event.kind)).toEqual([
    'hold',
    'charge',
  ])
})

test('payments are found by the beginning of their id, the gateway’s reference, customer and status, 50 a page', async () => {
  const [rani, dimas, operator] = [await world.customer('Rani'), await world.customer('Dimas'), await world.operator()]
  const { payment_session_id: id } = await world.paid(dimas)
  await world.sql(
    'insert into payment_sessions (customer_id, amount, duration_minutes) select $1, 1, 1 from generate_series(1, 60)',
    [rani.id],
  )
  const search = async (query: string) => (await operator.get(`/internal/payments?${query}`)).body
  expect(await search(`q=${id}`)).toMatchObject({
    total: 1,
    items: [{ payment_session_id: id, customer: { call_name: 'Dimas' } }],
  })
  // Whoever reads an id out loud may leave out its hyphens.
  for (const beginning of [id.slice(0, 20), id.slice(0, 20).replaceAll('-', ''), id.replaceAll('-', '')]) {
    const { items } = await search(`q=${beginning}`)
    expect(items.map((row: { payment_session_id: string }) => row.payment_session_id)).toContain(id)
  }
  // What the gateway calls it is all that a customer's bank statement may show.
  const { timeline } = (await operator.get(`/internal/payments/${id}`)).body
  const { capture_id: reference } = timeline.find((event: Event) => event.type === 'captured')
  expect(await search(`q=${reference}`)).toMatchObject({ total: 1, items: [{ payment_session_id: id }] })
  expect(await search('q=zzz')).toMatchObject({ total: 0, items: [] })
  const [first, second] = [await search(`customer_id=${rani.id}`), await search(`customer_id=${rani.id}&page=2`)]
  expect([first.items.length, second.items.length, first.total, second.page]).toEqual([50, 10, 60, 2])
  expect((await search('statuses=confirmed')).total).toBe(1)
  expect((await search('statuses=pending,confirmed&is_extension=false&sort=created_at')).items[0].payment_session_id).toBe(id)
  for (const wrong of ['statuses=nonsense', 'page=0', 'sort=amount', 'from=yesterday', 'unknown=1']) {
    expect((await operator.get(`/internal/payments?${wrong}`)).status).toBe(400)
  }
  expect((await operator.get(`/internal/payments/${rani.id}`)).status).toBe(404)
  expect((await rani.get('/internal/payments')).status).toBe(404)
})
