import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { settleCapture } from '../../payment/settle-capture'

let world: World
let rani: Person
let supervisor: Person
let admin: Person
beforeEach(async () => {
  world = await bootWorld()
  ;[rani, supervisor, admin] = [await world.customer('Rani'), await world.operator('supervisor'), await world.operator('admin')]
})
afterEach(async () => {
  expect(await world.broken()).toEqual({})
  await world.stop()
})

async function failed(wish = {}): Promise<string> {
  const { payment_session_id: paymentId } = await world.paid(rani, wish)
  await rani.post(`/api/client/payments/${paymentId}/cancel-search`)
  const [row] = await world.sql<{ id: string }>('select id from pairing_failures where payment_session_id = $1', [paymentId])
  return row?.id as string
}
const decide = (failureId: string, action: string) => supervisor.post(`/internal/failed-pairings/${failureId}/action`, { action })
const reopen = (failureId: string) => supervisor.post(`/internal/failed-pairings/${failureId}/reopen`, { reason: 'salah' })
const erase = (agreed = {}) => admin.post(`/internal/customers/${rani.id}/erase`, { reason: 'permintaan sendiri', ...agreed })
const credit = async () =>
  (await world.sql<{ credit_balance: number }>('select credit_balance from customers where id = $1', [rani.id]))[0]
    ?.credit_balance
const nobodyToCredit = { status: 409, body: { code: 'customer_erased', state: 'erased' } }

test('what is owed to an erased customer goes back by the gateway, and never to a credit that nobody can spend', async () => {
  const decided = await failed()
  await decide(decided, 'no_action')
  expect(await erase()).toMatchObject({ status: 200 })
  // The gateway takes the money a second time; the mock would not know of it.
  vi.spyOn(world.ctx.gateway, 'refund').mockResolvedValue('settled')
  const [paid] = await world.sql<{ id: string }>('select id from payment_sessions')
  await settleCapture(world.ctx, { captureId: 'again', paymentId: paid?.id as string, amount: 25_000 })
  const [again] = await world.sql<{ id: string }>("select id from pairing_failures where cause_tag = 'unexpected_capture'")
  expect(await reopen(decided)).toMatchObject({ status: 200, body: { customer: { erased_at: expect.any(String) } } })
  for (const failureId of [decided, again?.id as string]) {
    expect(await decide(failureId, 'credited')).toMatchObject(nobodyToCredit)
    expect(await decide(failureId, 'refunded')).toMatchObject({ status: 200, body: { repayment: { amount: 25_000 } } })
  }
  await expect.poll(() => world.sql('select distinct status from repayments')).toEqual([{ status: 'settled' }])
  expect(await credit()).toBe(0)
})

test('of a payment that credit paid too, an erased customer gets back what the gateway took', async () => {
  const { tiers } = (await rani.get('/api/client/pricing')).body
  await decide(await failed(), 'credited')
  const byCreditAlone = await failed({ tier_id: tiers[0].id })
  await decide(await failed(), 'credited')
  const inPart = await failed({ tier_id: tiers[1].id })
  for (const failureId of [inPart, byCreditAlone]) await decide(failureId, 'no_action')
  expect(await credit()).toBe(0)
  expect(await erase()).toMatchObject({ status: 200 })
  for (const failureId of [inPart, byCreditAlone]) await reopen(failureId)
  expect(await decide(byCreditAlone, 'refunded')).toMatchObject(nobodyToCredit)
  expect(await decide(inPart, 'refunded')).toMatchObject({ status: 200, body: { repayment: { amount: 20_000 } } })
  await expect.poll(() => world.sql("select from repayments where status = 'settled' and gateway_amount > 0")).toHaveLength(1)
  expect(await credit()).toBe(0)
})

test('what is left of credit that was spent in part lapses with an erasure that its owner agreed to, on record and in the books', async () => {
  const { tiers } = (await rani.get('/api/client/pricing')).body
  const credited = await failed({ tier_id: tiers[1].id })
  await decide(credited, 'credited')
  await decide(await failed({ tier_id: tiers[0].id }), 'no_action')
  expect(await credit()).toBe(20_000)
  expect(await reopen(credited)).toMatchObject({ status: 409, body: { code: 'credit_spent' } })
  for (const agreed of [{}, { lapsing_credit: 19_999 }])
    expect(await erase(agreed)).toMatchObject({ status: 409, body: { code: 'money_open', state: 'credit' } })
  expect(await erase({ lapsing_credit: 20_000 })).toMatchObject({ status: 200, body: { credit_balance: 0 } })
  expect(
    await world.sql(
      `select kind, account, amount from ledger_entries where payment_session_id is null and customer_id = $1 order by account`,
      [rani.id],
    ),
  ).toEqual([
    { kind: 'credit', account: 'customer_credit', amount: 20_000 },
    { kind: 'credit', account: 'sales', amount: -20_000 },
  ])
  expect(await world.sql("select after from audit_log where action = 'erase_customer'")).toEqual([
    { after: { reason: 'permintaan sendiri', lapsed_credit: 20_000 } },
  ])
  expect(await erase()).toMatchObject({ status: 200 })
  expect(await reopen(credited)).toMatchObject({ status: 409, body: { code: 'credit_spent' } })
})

test('a decision for credit waits for the erasure that is under way', async () => {
  const failureId = await failed()
  await decide(failureId, 'no_action')
  // Holds the erasure up in its middle.
  const holder = await world.hold('lock table consents in share mode')
  const erasing = erase()
  await world.waiting(1, 'consents')
  await reopen(failureId)
  const crediting = decide(failureId, 'credited')
  await world.waiting(2)
  await holder.letGo()
  expect(await erasing).toMatchObject({ status: 200 })
  expect(await crediting).toMatchObject(nobodyToCredit)
  expect(await credit()).toBe(0)
})
