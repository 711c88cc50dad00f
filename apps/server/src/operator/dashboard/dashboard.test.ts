import { todayInJakarta } from '@bestie/dev-world/today'
import { bootWorld, type World } from '@bestie/dev-world/world'
import { afterAll, beforeAll, expect, test } from 'vitest'

let world: World
beforeAll(async () => {
  world = await bootWorld()
})
afterAll(() => world.stop())

test('the dashboard says what is live, what became of the period’s payments, what is owed, and how the period before was', async () => {
  const [rani, dimas, tono, sari, operator] = [
    await world.customer(),
    await world.customer(),
    await world.customer(),
    await world.mitra('Sari'),
    await world.operator(),
  ]
  await world.set('max_customers_per_mitra', 1)
  const { chatId } = await world.match(rani, sari)
  await world.sql("update chat_sessions set created_at = started_at - interval '4 seconds' where id = $1", [chatId])
  const failed = (await world.paid(dimas)).payment_session_id
  await dimas.post(`/api/client/payments/${failed}/cancel-search`)
  const [failure] = (await operator.get('/internal/failed-pairings')).body.items
  await operator.post(`/internal/failed-pairings/${failure.id}/action`, { action: 'credited' })
  await tono.post('/api/client/payments', { tier_id: await world.tier() })
  const yesterday = (await world.paid(tono)).payment_session_id
  await world.sql("update payment_sessions set created_at = created_at - interval '1 day' where id = $1", [yesterday])
  const searching = (await world.paid(tono)).payment_session_id
  await tono.post('/api/client/chats/start', { payment_session_id: searching })

  const today = todayInJakarta()
  const { status, body } = await operator.get(`/internal/dashboard?from=${today}&to=${today}`)
  expect(status).toBe(200)
  expect(body.live).toEqual({ searching: 1, active: 1, closing: 0, mitras: { online: 1, connected: 0, at_capacity: 1 } })
  expect(body.period).toMatchObject({
    funnel: { opened: 4, paid: 3, matched: 1, completed: 0 },
    time_to_match: { count: 1, p50_seconds: 4, p95_seconds: 4 },
    failures: [{ cause_tag: 'customer_cancelled', count: 1 }],
    revenue: { charged: 100_000, refunded: 0, credited: 25_000 },
    days: [{ day: today, opened: 4, failed: 1, charged: 100_000, given_back: 25_000 }],
  })
  expect(body.before).toMatchObject({ to: expect.not.stringContaining(today), funnel: { opened: 1, paid: 1, matched: 0 } })
  expect(body.outstanding).toEqual({ open_failures: 0, refunds: { count: 0, amount: 0 }, credit_balance: 25_000 })
  const wide = await operator.get('/internal/dashboard?from=2026-01-01&to=2026-03-31')
  expect([wide.body.period.days.length, wide.body.before.days.length, wide.body.before.to]).toEqual([90, 90, '2025-12-31'])
  for (const wrong of ['from=2026-01-02&to=2026-01-01', 'from=2025-01-01&to=2026-01-01', 'from=2026-01-01']) {
    expect((await operator.get(`/internal/dashboard?${wrong}`)).status).toBe(400)
  }
})

test('a day that does not exist is refused wherever days are asked for; a half-typed year is a day that exists', async () => {
  const [operator, sari] = [await world.operator('admin'), await world.mitra()]
  const tables = ['payments', 'sessions', 'customers', 'failed-pairings', 'audit'].map((name) => `/internal/${name}`)
  const ask = async (path: string, day: string) => {
    const { status, body } = await (path.startsWith('/api/') ? sari : operator).get(`${path}?from=${day}&to=${day}`)
    return { path, day, answer: status === 200 ? 'found' : body.code }
  }
  for (const path of ['/internal/dashboard', ...tables, '/api/mitra/earnings']) {
    for (const day of ['0000-02-29', '2026-02-29']) expect(await ask(path, day)).toEqual({ path, day, answer: 'invalid_request' })
    for (const day of ['0002-11-28', '0202-11-28', '9999-12-31']) {
      expect(await ask(path, day)).toEqual({ path, day, answer: 'found' })
    }
  }
  // The dashboard also needs the period before.
  expect((await ask('/internal/dashboard', '0001-01-01')).answer).toBe('invalid_request')
  expect((await ask('/internal/payments', '0001-01-01')).answer).toBe('found')
})
