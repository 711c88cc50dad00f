import { statementsOf } from '@bestie/dev-world/statements'
import { bootWorld, type World } from '@bestie/dev-world/world'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { expirePayments } from './expire-payments'

let world: World
beforeAll(async () => {
  world = await bootWorld()
  await world.stopWorker()
})
afterAll(async () => {
  expect(await world.broken()).toEqual({})
  await world.stop()
})

test('[H3] the sweeper ends any number of stale payments with one UPDATE, and tells each customer', async () => {
  const stale = async (count: number) => {
    await world.sql(
      `with customer as (insert into customers (id) select uuid_v7() from generate_series(1, $1::integer) returning id)
      insert into payment_sessions (customer_id, amount, duration_minutes, status, expires_at)
      select id, 50000, 30, case when row_number() over () % 2 = 0 then 'pending' else 'confirmed' end, now() - interval '1 minute'
      from customer`,
      [count],
    )
  }
  await stale(2)
  let ended = 0
  const few = await statementsOf(async () => {
    ended = await expirePayments(world.ctx)
  })
  expect(ended).toBe(2)
  await stale(500)
  const many = await statementsOf(async () => {
    ended = await expirePayments(world.ctx)
  })
  expect(ended).toBe(500)
  expect(many).toEqual(few)
  expect(many.filter((statement) => /update payment_sessions/.test(statement))).toHaveLength(1)
  expect(
    await world.sql("select count(*)::int as rows from pairing_failures where cause_tag = 'payment_session_expired'"),
  ).toEqual([{ rows: 251 }])
})

test('[H3] customers are told at the same time: all of a sweep’s events leave together', async () => {
  const customers = await Promise.all(Array.from({ length: 10 }, () => world.customer()))
  const devices = await Promise.all(customers.map((customer) => customer.connect()))
  for (const customer of customers) await customer.post('/api/client/payments', { tier_id: await world.tier() })
  await world.sql("update payment_sessions set expires_at = clock_timestamp() where status = 'pending'")
  const leaving = vi.spyOn(world.ctx.realtime, 'deliver')
  expect(await expirePayments(world.ctx)).toBe(10)
  expect(leaving.mock.calls.map(([, events]) => events.length)).toEqual([10])
  const told = await Promise.all(devices.map((device) => device.event('payment_updated')))
  expect(told.map((event) => event.status)).toEqual(Array(10).fill('expired'))
})
