import { todayInJakarta } from '@bestie/dev-world/today'
import { bootWorld, type World } from '@bestie/dev-world/world'
import { afterAll, beforeAll, expect, test } from 'vitest'

let world: World
beforeAll(async () => {
  world = await bootWorld()
})
afterAll(() => world.stop())

test('a customer rates a chat once it is over, and may think again', async () => {
  const [rani, sari, other] = [await world.customer(), await world.mitra(), await world.customer()]
  const { chatId } = await world.match(rani, sari)
  const rate = (who: typeof rani, stars: number) => who.post(`/api/client/chats/${chatId}/rating`, { stars })
  expect(await rate(rani, 5)).toMatchObject({ status: 409, body: { code: 'chat_active', state: 'active' } })
  await rani.post(`/api/client/chats/${chatId}/end`)
  expect(await rate(rani, 4)).toMatchObject({ status: 200, body: { rating: 4 } })
  expect(await rate(rani, 5)).toMatchObject({ status: 200, body: { rating: 5 } })
  expect((await rate(rani, 6)).status).toBe(400)
  expect((await rate(other, 1)).status).toBe(404)
})

test('a mitra sees what each chat and each day brought in, with its extensions', async () => {
  const [rani, sari] = [await world.customer(), await world.mitra()]
  const { chatId } = await world.match(rani, sari)
  const more = await world.paid(rani, await world.moreTime(chatId))
  const asked = await rani.post(`/api/client/chats/${chatId}/extensions`, { payment_session_id: more.payment_session_id })
  await sari.post(`/api/mitra/extensions/${asked.body.extension_id}/approve`)
  expect((await sari.get('/api/mitra/chats')).body.items).toMatchObject([{ chat_session_id: chatId, gross_amount: 40_000 }])
  const today = todayInJakarta()
  const { body } = await sari.get(`/api/mitra/earnings?from=${today}&to=${today}`)
  expect(body).toEqual({ items: [{ day: today, sessions: 1, gross_amount: 40_000 }], next_cursor: null })
})

test('a customer’s payments tell what is being given back, and what was decided', async () => {
  const [rani, operator] = [await world.customer(), await world.operator()]
  const { payment_session_id } = await world.paid(rani)
  await rani.post(`/api/client/payments/${payment_session_id}/cancel-search`)
  const [failure] = await world.sql<{ id: string }>('select id from pairing_failures where payment_session_id = $1', [
    payment_session_id,
  ])
  const payments = async () => (await rani.get('/api/client/payments')).body
  const failed = { payment_session_id, status: 'failed_pairing' }
  const undecided = { items: [{ ...failed, is_decided: false, repayment: null, unexpected_captures: [] }], next_cursor: null }
  expect(await payments()).toMatchObject(undecided)

  await operator.post(`/internal/failed-pairings/${failure?.id}/action`, { action: 'no_action' })
  expect(await payments()).toMatchObject({ items: [{ ...failed, is_decided: true, repayment: null }] })

  const supervisor = await world.operator('supervisor')
  await supervisor.post(`/internal/failed-pairings/${failure?.id}/reopen`, { reason: 'salah tekan' })
  expect(await payments()).toMatchObject(undecided)
  await operator.post(`/internal/failed-pairings/${failure?.id}/action`, { action: 'credited' })
  expect(await payments()).toMatchObject({
    items: [{ ...failed, is_decided: true, repayment: { kind: 'credited', status: 'settled', amount: 25_000 } }],
  })
})

test('the decision on an attempt with the same mitra decides nothing of a payment that ended otherwise', async () => {
  const [rani, sari, operator] = [await world.customer(), await world.mitra(), await world.operator()]
  await world.match(rani, sari)
  await sari.post('/api/mitra/status/offline')
  const { payment_session_id: id } = await world.paid(rani, { targeted_mitra_id: sari.id })
  await rani.post('/api/client/chats/returning', { payment_session_id: id })
  const [attempt] = await world.sql<{ id: string }>('select id from pairing_failures where payment_session_id = $1', [id])
  await operator.post(`/internal/failed-pairings/${attempt?.id}/action`, { action: 'no_action' })
  await rani.post(`/api/client/payments/${id}/cancel-search`)
  expect((await rani.get(`/api/client/payments/${id}`)).body).toMatchObject({ status: 'failed_pairing', is_decided: false })
})
