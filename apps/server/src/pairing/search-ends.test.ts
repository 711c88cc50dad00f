import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sweep } from '../jobs/sweep'
import { askAllWhoAreFree } from './ask-late-joiners'
import { startBlast } from './start-blast'

let world: World
beforeEach(async () => {
  world = await bootWorld()
})
afterEach(async () => {
  expect(await world.broken()).toEqual({})
  await world.stop()
})

async function search(customer: Person) {
  const { payment_session_id: paymentId } = await world.paid(customer)
  const request = await customer.post('/api/client/chats/start', { payment_session_id: paymentId })
  return { paymentId, chatId: request.body.chat_session_id as string }
}
const failures = () => world.sql('select cause_tag, amount from pairing_failures')
const paymentStatus = async (id: string) =>
  (await world.sql<{ status: string }>('select status from payment_sessions where id = $1', [id]))[0]?.status
const cards = () => world.sql('select mitra_id, status from chat_request_notifications order by created_at, mitra_id')

test('[B9, B15] nobody accepts within the blast window: no_mitra_available, the payment failed, the cards closed', async () => {
  await world.set('pairing_blast_timeout_seconds', 1)
  const [customer, mitra] = [await world.customer(), await world.mitra()]
  const [phone, mitraPhone] = [await customer.connect(), await mitra.connect()]
  const { paymentId, chatId } = await search(customer)
  expect(await phone.event('pairing_failed')).toEqual({ payment_session_id: paymentId, cause_tag: 'no_mitra_available' })
  expect(await mitraPhone.event('chat_request_closed')).toEqual({ chat_session_id: chatId, reason: 'timeout' })
  expect(await failures()).toEqual([{ cause_tag: 'no_mitra_available', amount: 25_000 }])
  expect(await world.sql('select customer_id, payment_session_id, chat_session_id from pairing_failures')).toEqual([
    { customer_id: customer.id, payment_session_id: paymentId, chat_session_id: chatId },
  ])
  expect(await paymentStatus(paymentId)).toBe('failed_pairing')
  expect(await cards()).toEqual([{ mitra_id: mitra.id, status: 'closed' }])
  const late = await mitra.post(`/api/mitra/requests/${chatId}/accept`)
  expect(late).toMatchObject({ status: 409, body: { code: 'request_not_searching', state: 'expired' } })
})

test('[B9] a search that could ask nobody fails at its deadline as well', async () => {
  await world.set('pairing_blast_timeout_seconds', 1)
  const customer = await world.customer()
  const phone = await customer.connect()
  const { paymentId } = await search(customer)
  expect(await phone.event('pairing_failed')).toEqual({ payment_session_id: paymentId, cause_tag: 'no_mitra_available' })
  expect(await cards()).toEqual([])
})

test('[B10, B11, B15] every mitra asked declines: all_mitras_rejected at once', async () => {
  const [customer, sari, budi] = [await world.customer(), await world.mitra(), await world.mitra()]
  const phone = await customer.connect()
  const { paymentId, chatId } = await search(customer)
  expect(await sari.post(`/api/mitra/requests/${chatId}/decline`)).toMatchObject({ status: 200, body: { status: 'declined' } })
  expect(await paymentStatus(paymentId)).toBe('confirmed')
  await budi.post(`/api/mitra/requests/${chatId}/decline`)
  expect(await phone.event('pairing_failed')).toEqual({ payment_session_id: paymentId, cause_tag: 'all_mitras_rejected' })
  expect(await failures()).toEqual([{ cause_tag: 'all_mitras_rejected', amount: 25_000 }])
  expect((await cards()).map((card) => card.status)).toEqual(['declined', 'declined'])
  expect(await budi.post(`/api/mitra/requests/${chatId}/decline`)).toMatchObject({ status: 200 })
})

test('[B10, B11] a mitra who went offline has not declined: after the last decline of the others the search goes on to its deadline', async () => {
  await world.set('pairing_blast_timeout_seconds', 3)
  const [customer, sari, budi] = [await world.customer(), await world.mitra(), await world.mitra()]
  const phone = await customer.connect()
  const { paymentId, chatId } = await search(customer)
  await sari.post('/api/mitra/status/offline')
  await budi.post(`/api/mitra/requests/${chatId}/decline`)
  expect(await customer.get(`/api/client/chats/${chatId}`)).toMatchObject({ body: { status: 'searching' } })
  expect(await phone.event('pairing_failed')).toEqual({ payment_session_id: paymentId, cause_tag: 'no_mitra_available' })
})

test('[B10, B11] the last decline ends no search while somebody is available who is yet to be asked', async () => {
  const [customer, sari] = [await world.customer(), await world.mitra()]
  const budi = await world.mitra('Budi', { online: false })
  const { paymentId, chatId } = await search(customer)
  // As if their process were just about to ask them.
  await world.sql('update mitras set is_online = true where id = $1', [budi.id])
  await sari.post(`/api/mitra/requests/${chatId}/decline`)
  expect(await paymentStatus(paymentId)).toBe('confirmed')
  await askAllWhoAreFree(world.ctx)
  expect(await budi.post(`/api/mitra/requests/${chatId}/accept`)).toMatchObject({ status: 200 })
})

test('two last declines at the same moment end the search once, every time', { timeout: 60_000 }, async () => {
  const [sari, budi] = [await world.mitra(), await world.mitra()]
  for (let round = 0; round < 25; round += 1) {
    const customer = await world.customer()
    const { paymentId, chatId } = await search(customer)
    await Promise.all([sari, budi].map((mitra) => mitra.post(`/api/mitra/requests/${chatId}/decline`)))
    expect(await paymentStatus(paymentId)).toBe('failed_pairing')
  }
})

test('[C3, C4, C5] the customer cancels the request: customer_cancelled, no failure event, the card closes', async () => {
  const [customer, mitra] = [await world.customer(), await world.mitra()]
  const [phone, tablet, mitraPhone] = [await customer.connect(), await customer.connect(), await mitra.connect()]
  const { paymentId, chatId } = await search(customer)
  const cancelled = await customer.post(`/api/client/chats/${chatId}/cancel`)
  expect(cancelled).toMatchObject({ status: 200, body: { chat_session_id: chatId, status: 'cancelled', ended_by: 'customer' } })
  expect(await mitraPhone.event('chat_request_closed')).toEqual({ chat_session_id: chatId, reason: 'cancelled' })
  expect(await tablet.event('search_cancelled')).toEqual({ payment_session_id: paymentId })
  expect(await failures()).toEqual([{ cause_tag: 'customer_cancelled', amount: 25_000 }])
  expect(await customer.post(`/api/client/chats/${chatId}/cancel`)).toMatchObject({ status: 200 })
  await phone.event('payment_updated', (data) => data.status === 'failed_pairing')
  expect(phone.received.filter((event) => event.name === 'pairing_failed')).toEqual([])
})

test('[C3, C4] cancelling by the payment ends its search, and gives up a paid session that waits', async () => {
  const [customer, mitra] = [await world.customer(), await world.mitra()]
  const [phone, mitraPhone] = [await customer.connect(), await mitra.connect()]
  const { paymentId, chatId } = await search(customer)
  const given = await customer.post(`/api/client/payments/${paymentId}/cancel-search`)
  expect(given).toMatchObject({
    status: 200,
    body: { payment_session_id: paymentId, status: 'failed_pairing', cause_tag: 'customer_cancelled' },
  })
  expect(await mitraPhone.event('chat_request_closed')).toEqual({ chat_session_id: chatId, reason: 'cancelled' })
  const waiting = await world.paid(customer)
  expect(await customer.post(`/api/client/payments/${waiting.payment_session_id}/cancel-search`)).toMatchObject({ status: 200 })
  await phone.event('search_cancelled', (data) => data.payment_session_id === waiting.payment_session_id)
  for (const payment_session_id of [paymentId, waiting.payment_session_id]) {
    await phone.event(
      'payment_updated',
      (data) => data.payment_session_id === payment_session_id && data.status === 'failed_pairing',
    )
  }
  expect((await failures()).map((failure) => failure.cause_tag)).toEqual(['customer_cancelled', 'customer_cancelled'])
  expect(phone.received.filter((event) => event.name === 'pairing_failed')).toEqual([])
})

test('a mitra who goes offline has their card closed, which is no decline; back online they are asked again', async () => {
  const [customer, mitra] = [await world.customer(), await world.mitra()]
  const phone = await mitra.connect()
  const { paymentId, chatId } = await search(customer)
  await mitra.post('/api/mitra/status/offline')
  expect(await phone.event('chat_request_closed')).toEqual({ chat_session_id: chatId, reason: 'offline' })
  expect(await paymentStatus(paymentId)).toBe('confirmed')
  for (const answer of ['accept', 'decline']) {
    expect(await mitra.post(`/api/mitra/requests/${chatId}/${answer}`)).toMatchObject({
      status: 409,
      body: { code: 'mitra_offline', state: 'searching' },
    })
  }
  await mitra.post('/api/mitra/status/online')
  expect((await mitra.get('/api/mitra/requests')).body.items).toMatchObject([{ chat_session_id: chatId }])
  expect(await mitra.post(`/api/mitra/requests/${chatId}/accept`)).toMatchObject({ status: 200 })
})

test('a mitra who comes online, or has room again, during a blast is asked too', async () => {
  await world.set('max_customers_per_mitra', 1)
  const [first, second, mitra] = [
    await world.customer('Rani'),
    await world.customer('Dimas'),
    await world.mitra('Sari', { online: false }),
  ]
  const phone = await mitra.connect()
  const one = await search(first)
  await mitra.post('/api/mitra/status/online')
  expect(await phone.event('chat_request')).toMatchObject({ chat_session_id: one.chatId, call_name: 'Rani' })
  await mitra.post(`/api/mitra/requests/${one.chatId}/accept`)
  const two = await search(second)
  expect((await mitra.get('/api/mitra/requests')).body.items).toEqual([])
  await world.set('goodbye_window_seconds', 1)
  await mitra.post(`/api/mitra/chats/${one.chatId}/end`)
  expect(await phone.event('chat_request', (card) => card.chat_session_id === two.chatId)).toMatchObject({ call_name: 'Dimas' })
})

test('a mitra who may take more customers than before is asked too, however the capacity was raised', async () => {
  await world.set('max_customers_per_mitra', 1)
  const [first, second, mitra] = [await world.customer('Rani'), await world.customer('Dimas'), await world.mitra()]
  await world.match(first, mitra)
  const phone = await mitra.connect()
  const { chatId } = await search(second)
  await world.sql("update app_config set value = '2' where key = 'max_customers_per_mitra'")
  expect(await phone.event('chat_request')).toMatchObject({ chat_session_id: chatId, call_name: 'Dimas' })
})

test('a process that dies right after it switched a mitra on leaves the asking to a job', async () => {
  await world.stopWorker()
  const mitra = await world.mitra('Sari', { online: false })
  await mitra.post('/api/mitra/status/online')
  expect(
    await world.sql(
      "select payload ->> 'mitra_id' as mitra from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'offer_freed_mitra'",
    ),
  ).toEqual([{ mitra: mitra.id }])
})

test('a repeat of a start whose answer was lost finds what has become of it', async () => {
  const [customer, mitra] = [await world.customer(), await world.mitra()]
  const { payment_session_id } = await world.paid(customer)
  const key = crypto.randomUUID()
  const { chat_session_id } = await startBlast(world.ctx, customer.id, payment_session_id, key)
  expect(chat_session_id).toBe(key)
  await mitra.post(`/api/mitra/requests/${key}/accept`)
  expect(await startBlast(world.ctx, customer.id, payment_session_id, key)).toMatchObject({
    chat_session_id: key,
    status: 'active',
  })
  await expect(startBlast(world.ctx, customer.id, payment_session_id)).rejects.toMatchObject({ code: 'payment_not_confirmed' })
})

test('a decline or an accept at or after the deadline has no effect', async () => {
  const [customer, sari, budi] = [await world.customer(), await world.mitra(), await world.mitra()]
  const { chatId } = await search(customer)
  await world.sql('update chat_sessions set deadline_at = clock_timestamp() where id = $1', [chatId])
  expect(await sari.post(`/api/mitra/requests/${chatId}/accept`)).toMatchObject({
    status: 409,
    body: { code: 'deadline_passed' },
  })
  expect(await budi.post(`/api/mitra/requests/${chatId}/decline`)).toMatchObject({
    status: 409,
    body: { code: 'deadline_passed' },
  })
  await sweep(world.ctx)
  expect(await failures()).toEqual([{ cause_tag: 'no_mitra_available', amount: 25_000 }])
})

test('a mitra’s open requests are their own that nobody answered; going offline closes these alone', async () => {
  const [rani, dimas] = [await world.customer('Rani'), await world.customer('Dimas')]
  const [sari, budi] = [await world.mitra('Sari'), await world.mitra('Budi')]
  const phone = await sari.connect()
  const [declined, open] = [await search(rani), await search(dimas)]
  await sari.post(`/api/mitra/requests/${declined.chatId}/decline`)
  const openOf = async (mitra: typeof sari) =>
    (await mitra.get('/api/mitra/requests')).body.items.map((card: { chat_session_id: string }) => card.chat_session_id)
  expect(await openOf(sari)).toEqual([open.chatId])
  expect(await openOf(budi)).toEqual([declined.chatId, open.chatId])

  await sari.post('/api/mitra/status/offline')
  expect(await openOf(budi)).toEqual([declined.chatId, open.chatId])
  expect(await phone.event('chat_request_closed', ({ reason }) => reason === 'offline')).toMatchObject({
    chat_session_id: open.chatId,
  })
  const cards = await world.sql(
    'select chat_session_id as id, status from chat_request_notifications where mitra_id = $1 order by 1',
    [sari.id],
  )
  expect(cards).toEqual([
    { id: declined.chatId, status: 'declined' },
    { id: open.chatId, status: 'closed' },
  ])
  expect(await world.broken()).toEqual({})
})
