import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { settleUnansweredExtension } from '../extension/settle-unanswered-extension'
import { expirePayments } from '../payment/expire-payments'
import { settleCapture } from '../payment/settle-capture'

/** A deadline that passes while a command waits for a lock has passed: commands read the time after the lock. */
let world: World
let rani: Person
let sari: Person
beforeEach(async () => {
  world = await bootWorld()
  await world.stopWorker()
  rani = await world.customer('Rani')
  sari = await world.mitra('Sari')
})
afterEach(async () => {
  expect(await world.broken()).toEqual({})
  await world.stop()
})

/** Another transaction, which locks the row until it lets go. */
const hold = (table: string, id: string) => world.hold(`select from ${table} where id = $1 for update`, [id])

/** Runs `command` while another transaction, which changes nothing, locks the row until the column's instant has passed. */
async function whileHeld(table: string, column: string, id: string, command: () => Promise<unknown>) {
  await world.sql(`update ${table} set ${column} = clock_timestamp() + interval '300 ms' where id = $1`, [id])
  const holder = await hold(table, id)
  const answer = command()
  await world.waiting()
  await world.sql(`select pg_sleep_until(${column}) from ${table} where id = $1`, [id])
  await holder.letGo()
  return await answer
}
const tooLate = (state: string) => ({ status: 409, body: { code: 'deadline_passed', state } })

async function searching(): Promise<string> {
  const { payment_session_id } = await world.paid(rani)
  return (await rani.post('/api/client/chats/start', { payment_session_id })).body.chat_session_id
}

test.each(['accept', 'decline'])('a request’s deadline that passes while its %s waits has passed', async (verb) => {
  const chatId = await searching()
  const answer = await whileHeld('chat_sessions', 'deadline_at', chatId, () => sari.post(`/api/mitra/requests/${chatId}/${verb}`))
  expect(answer).toMatchObject(tooLate('searching'))
})

test.each(['approve', 'decline'])('an extension’s deadline that passes while its %s waits has passed', async (verb) => {
  const { chatId } = await world.match(rani, sari)
  const { payment_session_id } = await world.paid(rani, await world.moreTime(chatId))
  const { extension_id } = (await rani.post(`/api/client/chats/${chatId}/extensions`, { payment_session_id })).body
  const answer = await whileHeld('extensions', 'deadline_at', extension_id, () =>
    sari.post(`/api/mitra/extensions/${extension_id}/${verb}`),
  )
  expect(answer).toMatchObject(tooLate('pending'))
})

test('[E8] a mitra who goes offline while the clock’s decision waits is no longer online', async () => {
  const { chatId } = await world.match(rani, sari)
  const { payment_session_id } = await world.paid(rani, await world.moreTime(chatId))
  const { extension_id } = (await rani.post(`/api/client/chats/${chatId}/extensions`, { payment_session_id })).body
  world.ctx.realtime.isConnected = async () => true
  await world.sql("update extensions set deadline_at = clock_timestamp() - interval '1 second' where id = $1", [extension_id])
  const holder = await hold('chat_sessions', chatId)
  const settling = settleUnansweredExtension(world.ctx, extension_id)
  await world.waiting()
  expect(await sari.post('/api/mitra/status/offline')).toMatchObject({ status: 200 })
  await holder.letGo()
  await settling
  expect(await world.sql('select status from extensions')).toEqual([{ status: 'safeguard_tripped' }])
})

test('a goodbye window that passes while the goodbye waits has passed', async () => {
  const { chatId } = await world.match(rani, sari)
  await rani.post(`/api/client/chats/${chatId}/end`)
  const answer = await whileHeld('chat_sessions', 'goodbye_deadline_at', chatId, () =>
    rani.post(`/api/client/chats/${chatId}/goodbye`, { body: 'dah' }),
  )
  expect(answer).toMatchObject(tooLate('closing'))
  expect(await world.sql('select from messages')).toEqual([])
})

test('[D14] a mitra who goes offline while “Curhat lagi” waits for them is offline', async () => {
  const { chatId: earlier } = await world.match(rani, sari)
  await rani.post(`/api/client/chats/${earlier}/end`)
  const { payment_session_id } = await world.paid(rani, { targeted_mitra_id: sari.id })
  const holder = await hold('mitras', sari.id)
  await holder.query('update mitras set is_online = false where id = $1', [sari.id])
  const asking = rani.post('/api/client/chats/returning', { payment_session_id })
  await world.waiting()
  await holder.letGo()
  expect(await asking).toMatchObject({ status: 409, body: { code: 'targeted_mitra_offline', state: 'confirmed' } })
})

test('[D15] a payment that is in use when the sweep comes is left alone, and keeps no other from its end', async () => {
  const [{ payment_session_id: id }, { payment_session_id: other }] = [
    await world.paid(rani),
    await world.paid(await world.customer()),
  ]
  await world.sql('update payment_sessions set expires_at = clock_timestamp()')
  const holder = await hold('payment_sessions', id)
  expect(await expirePayments(world.ctx)).toBe(1)
  expect(await world.sql('select status from payment_sessions where id = $1', [other])).toEqual([{ status: 'expired' }])
  await holder.query("update payment_sessions set expires_at = clock_timestamp() + interval '5 minutes' where id = $1", [id])
  await holder.letGo()
  expect(await expirePayments(world.ctx)).toBe(0)
  expect(await rani.get(`/api/client/payments/${id}`)).toMatchObject({ body: { status: 'confirmed' } })
})

test('a give-up that waits for another failure of its payment stands after it', async () => {
  const { payment_session_id: id } = await world.paid(rani)
  const holder = await hold('payment_sessions', id)
  const givingUp = rani.post(`/api/client/payments/${id}/cancel-search`)
  await world.waiting()
  await holder.query(
    `insert into pairing_failures (payment_session_id, customer_id, cause_tag, amount, created_at)
      values ($1, $2, 'targeted_mitra_offline', 0, clock_timestamp())`,
    [id, rani.id],
  )
  await holder.letGo()
  expect(await givingUp).toMatchObject({ status: 200, body: { status: 'failed_pairing', cause_tag: 'customer_cancelled' } })
})

test('a give-up that meets the start of its search ends the search', async () => {
  const { payment_session_id } = await world.paid(rani)
  const holder = await hold('payment_sessions', payment_session_id)
  const starting = rani.post('/api/client/chats/start', { payment_session_id })
  await world.waiting()
  const givingUp = rani.post(`/api/client/payments/${payment_session_id}/cancel-search`)
  await world.waiting(2)
  await holder.letGo()
  expect(await starting).toMatchObject({ status: 200, body: { status: 'searching' } })
  expect(await givingUp).toMatchObject({ status: 200, body: { status: 'failed_pairing', cause_tag: 'customer_cancelled' } })
  expect((await sari.get('/api/mitra/requests')).body.items).toEqual([])
})

test('a give-up that meets the decline of its “Curhat lagi” gives the payment up', async () => {
  const { chatId: earlier } = await world.match(rani, sari)
  await rani.post(`/api/client/chats/${earlier}/end`)
  const { payment_session_id } = await world.paid(rani, { targeted_mitra_id: sari.id })
  const { chat_session_id: chatId } = (await rani.post('/api/client/chats/returning', { payment_session_id })).body
  const holder = await hold('chat_sessions', chatId)
  const declining = sari.post(`/api/mitra/requests/${chatId}/decline`)
  await world.waiting()
  const givingUp = rani.post(`/api/client/payments/${payment_session_id}/cancel-search`)
  await world.waiting(2)
  await holder.letGo()
  expect(await declining).toMatchObject({ status: 200 })
  expect(await givingUp).toMatchObject({ status: 200, body: { status: 'failed_pairing', cause_tag: 'customer_cancelled' } })
})

test('two captures of one hold that are told at once: the extension has one, the other is put before an operator', async () => {
  const { chatId } = await world.match(rani, sari)
  const { payment_session_id: paymentId, amount } = await world.paid(rani, await world.moreTime(chatId))
  const { extension_id } = (await rani.post(`/api/client/chats/${chatId}/extensions`, { payment_session_id: paymentId })).body
  await sari.post(`/api/mitra/extensions/${extension_id}/approve`)
  const holder = await hold('payment_sessions', paymentId)
  const told = ['one', 'other'].map((captureId) => settleCapture(world.ctx, { paymentId, captureId, amount }))
  await world.waiting(2)
  await holder.letGo()
  await Promise.all(told)
  const captures = 'select outcome from gateway_captures where payment_session_id = $1 order by outcome'
  expect(await world.sql(captures, [paymentId])).toEqual([{ outcome: 'of_hold' }, { outcome: 'unexpected' }])
  expect(await world.sql('select cause_tag, amount from pairing_failures')).toEqual([{ cause_tag: 'unexpected_capture', amount }])
})
