import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import { afterAll, beforeAll, expect, test } from 'vitest'

let world: World
beforeAll(async () => {
  world = await bootWorld()
})
afterAll(async () => {
  expect(await world.broken()).toEqual({})
  await world.stop()
})

test('whatever is somebody else’s is not found, and stays as it was', async () => {
  const [rani, thief] = [await world.customer('Rani'), await world.customer('Maling')]
  const [sari, stranger] = [await world.mitra('Sari'), await world.mitra('Asing', { online: false })]
  await world.set('max_customers_per_mitra', 10)
  const { chatId } = await world.match(rani, sari)
  const wish = await world.moreTime(chatId)
  const more = (await world.paid(rani, wish)).payment_session_id
  const asked = await rani.post(`/api/client/chats/${chatId}/extensions`, { payment_session_id: more })
  const waiting = (await world.paid(rani)).payment_session_id
  const searched = (await world.paid(rani)).payment_session_id
  const search = (await rani.post('/api/client/chats/start', { payment_session_id: searched })).body.chat_session_id

  const everything = async () =>
    await world.sql(
      `select (select json_agg(p order by id) from payment_sessions p) as payments, (select json_agg(c order by id) from chat_sessions c) as chats,
        (select json_agg(e) from extensions e) as extensions, (select json_agg(n order by mitra_id) from chat_request_notifications n) as cards`,
    )
  const before = await everything()
  const attempts: [Person, string, object?][] = [
    [thief, `/api/client/payments/${waiting}/confirm`],
    [thief, `/api/client/payments/${waiting}/cancel`],
    [thief, `/api/client/payments/${searched}/cancel-search`],
    [thief, '/api/client/chats/start', { payment_session_id: waiting }],
    [thief, '/api/client/chats/returning', { payment_session_id: waiting }],
    [thief, '/api/client/chats/fallback-to-blast', { payment_session_id: waiting }],
    [thief, `/api/client/chats/${search}/cancel`],
    [thief, `/api/client/chats/${chatId}/end`],
    [thief, `/api/client/chats/${chatId}/goodbye`, { body: 'dah' }],
    [thief, `/api/client/chats/${chatId}/extensions`, { payment_session_id: more }],
    [thief, '/api/client/payments', wish],
    [stranger, `/api/mitra/requests/${search}/accept`],
    [stranger, `/api/mitra/requests/${search}/decline`],
    [stranger, `/api/mitra/chats/${chatId}/end`],
    [stranger, `/api/mitra/chats/${chatId}/goodbye`, { body: 'dah' }],
    [stranger, `/api/mitra/extensions/${asked.body.extension_id}/approve`],
    [stranger, `/api/mitra/extensions/${asked.body.extension_id}/decline`],
  ]
  for (const [who, path, body] of attempts) {
    expect({ path, ...(await who.post(path, body)) }).toMatchObject({ path, status: 404, body: { code: 'not_found' } })
  }
  expect(await everything()).toEqual(before)
})
