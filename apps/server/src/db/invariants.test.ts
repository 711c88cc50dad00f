import { bootWorld, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { settleCapture } from '../payment/settle-capture'

let world: World
let paymentId: string
/** Money that nobody asked for, beside the payment's own charge of the same amount. */
beforeEach(async () => {
  world = await bootWorld()
  paymentId = (await world.paid(await world.customer())).payment_session_id
  await settleCapture(world.ctx, { paymentId, captureId: 'unasked', amount: 25_000 })
  expect(await world.broken()).toEqual({})
})
afterEach(() => world.stop())

const brokenRules = async () => Object.keys(await world.broken())

test('6a finds an unexpected capture without a failure of its own, also beside one that has it', async () => {
  await settleCapture(world.ctx, { paymentId, captureId: 'unasked again', amount: 25_000 })
  expect(await brokenRules()).toEqual([])
  await world.sql('delete from pairing_failures where id = (select id from pairing_failures limit 1)')
  expect(await brokenRules()).toEqual([expect.stringMatching(/^6a /)])
})

test('6c finds more given back of an unexpected capture than it brought, whatever the payment’s own charge', async () => {
  await world.sql(
    `insert into ledger_entries (transaction_id, kind, account, amount, payment_session_id, customer_id)
    select $2, 'refund', move.account, move.amount, p.id, p.customer_id
    from payment_sessions p, (values ('unexpected', 50000), ('gateway', -50000)) as move (account, amount)
    where p.id = $1`,
    [paymentId, crypto.randomUUID()],
  )
  expect(await brokenRules()).toEqual([expect.stringMatching(/^6c /)])
})

test('10 finds more time that was added twice or not at all, and leaves an end that was moved by hand', async () => {
  const customer = await world.customer()
  const sari = await world.mitra()
  const { chatId } = await world.match(customer, sari)
  const move = (by: string) => world.sql('update chat_sessions set ends_at = ends_at + $2::interval where id = $1', [chatId, by])
  const wish = { tier_id: await world.tier('extension'), is_extension: true, chat_session_id: chatId }
  const { payment_session_id } = await world.paid(customer, wish)
  const { body } = await customer.post(`/api/client/chats/${chatId}/extensions`, { payment_session_id })
  await sari.post(`/api/mitra/extensions/${body.extension_id}/approve`)
  expect(await brokenRules()).toEqual([])
  for (const [wrong, back] of [
    ['10 minutes', '-10 minutes'],
    ['-10 minutes', '10 minutes'],
  ] as const) {
    await move(wrong)
    expect(await brokenRules()).toEqual([expect.stringMatching(/^10 /)])
    await move(back)
  }
  await world.sql('update chat_sessions set ends_at = clock_timestamp() where id = $1', [chatId])
  expect(await brokenRules()).toEqual([])
})

test('3 and 10 leave a past chat that somebody put into the database by hand, with no more than the columns that are fixed', async () => {
  const [rani, sari] = [await world.customer(), await world.mitra()]
  await world.sql(
    `with paid as (
      insert into payment_sessions (customer_id, amount, duration_minutes, status, expires_at, confirmed_at, consumed_at)
      values ($1, 25000, 15, 'consumed', now() - interval '1 hour', now() - interval '1 hour', now() - interval '1 hour')
      returning id
    ), past as (
      insert into chat_sessions (customer_id, mitra_id, payment_session_id, request_type, topic_sensitivity, status,
        deadline_at, started_at, ends_at, ended_at, ended_by)
      select $1, $2, id, 'general', 'regular', 'completed',
        now() - interval '59 minutes', now() - interval '1 hour', now() - interval '45 minutes', now() - interval '45 minutes', 'timer'
      from paid returning id
    )
    insert into chat_request_notifications (chat_session_id, mitra_id, status) select id, $2, 'accepted' from past`,
    [rani.id, sari.id],
  )
  await world.set('max_customers_per_mitra', 1)
  await world.match(await world.customer(), sari)
  expect(await brokenRules()).toEqual([])
})
