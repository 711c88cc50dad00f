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
