import { bootWorld, openInstance, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { startBlast } from '../pairing/start-blast'

/** Commands lock rows in one order: none waits in a circle, which PostgreSQL ends only after a second, by failing one of them. */
let world: World
beforeEach(async () => {
  world = await bootWorld()
  await world.stopWorker()
})
afterEach(async () => {
  expect(await world.broken()).toEqual({})
  await world.stop()
})

test('searches that two instances begin together, each in another order, do not wait for each other', async () => {
  const there = await openInstance(world)
  onTestFinished(there.stop)
  const payments = []
  for (const customer of [await world.customer(), await world.customer()])
    payments.push({ customerId: customer.id, paymentId: (await world.paid(customer)).payment_session_id })
  const holders = []
  for (const { paymentId } of payments)
    holders.push(await world.hold('select from payment_sessions where id = $1 for update', [paymentId]))
  const here = payments.map(({ customerId, paymentId }) => startBlast(world.ctx, customerId, paymentId))
  const far = payments.toReversed().map(({ customerId, paymentId }) => startBlast(there.ctx, customerId, paymentId))
  for (const holder of holders) {
    await world.waiting(2)
    await holder.letGo()
  }
  const [begun, repeated] = [await Promise.all(here), await Promise.all(far)]
  expect(repeated.toReversed()).toEqual(begun)
})
