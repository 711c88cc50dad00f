import { bootWorld, type World } from '@bestie/dev-world/world'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { csvCell } from './csv'

let world: World
beforeAll(async () => {
  world = await bootWorld()
})
afterAll(() => world.stop())

test('no cell is a formula, and none breaks out of its place', () => {
  for (const formula of ['=1+1', '+1', '-1', '@a', '\tx', '\rx']) expect(csvCell(formula)).toMatch(/^"'/)
  expect(csvCell('a,b')).toBe('"a,b"')
  expect(csvCell('say "x"')).toBe('"say ""x"""')
  expect([csvCell(25_000), csvCell(null), csvCell('no_action')]).toEqual(['25000', '', 'no_action'])
})

test('failed pairings are downloaded with the table’s own filters, all of them', async () => {
  const [rani, operator] = [await world.customer('=HYPERLINK("x")'), await world.operator()]
  for (let n = 0; n < 3; n += 1) {
    const { payment_session_id } = await world.paid(rani)
    await rani.post(`/api/client/payments/${payment_session_id}/cancel-search`)
  }
  await world.sql(
    `insert into pairing_failures (customer_id, cause_tag, created_at)
    select $1, 'targeted_mitra_offline', now() - interval '3 days' from generate_series(1, 2100)`,
    [rani.id],
  )
  const download = async (query: string) => {
    const answer = await fetch(`${world.internalUrl}/internal/failed-pairings.csv${query}`, {
      headers: { authorization: `Bearer ${operator.token}` },
    })
    return { answer, lines: (await answer.text()).trimEnd().split('\r\n') }
  }
  const { answer, lines } = await download('?cause_tags=customer_cancelled')
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(lines).toHaveLength(4)
  expect(lines[1]).toContain(`"'=HYPERLINK(""x"")"`)
  expect((await download('')).lines).toHaveLength(2104)
  expect(new Set((await download('?sort=created_at')).lines).size).toBeGreaterThan(3)
  expect((await download('?nonsense=1')).answer.status).toBe(400)
  expect(await world.sql("select count(*) as taken from audit_log where action = 'export_failed_pairings'")).toEqual([
    { taken: 3 },
  ])
})

test('a row says how far its refund is, what was noted, and whether it can be reopened', async () => {
  const [dimas, operator, supervisor] = [
    await world.customer('Dimas'),
    await world.operator(),
    await world.operator('supervisor'),
  ]
  const { payment_session_id } = await world.paid(dimas)
  await dimas.post(`/api/client/payments/${payment_session_id}/cancel-search`)
  const row = async () => (await operator.get(`/internal/failed-pairings?payment_session_id=${payment_session_id}`)).body.items[0]
  expect(await row()).toMatchObject({ payment_status: 'failed_pairing', repayment: null, note: null, reopenable: false })
  const { id } = await row()
  const act = (action: string, note: string) => operator.post(`/internal/failed-pairings/${id}/action`, { action, note })
  await act('credited', 'maaf ya')
  expect(await row()).toMatchObject({
    note: 'maaf ya',
    reopenable: true,
    repayment: { kind: 'credited', status: 'settled', amount: 25_000 },
  })
  await supervisor.post(`/internal/failed-pairings/${id}/reopen`, { reason: 'salah' })
  await act('refunded', 'ke rekening')
  await expect.poll(async () => (await row()).repayment.status).toBe('settled')
  expect(await row()).toMatchObject({ note: 'ke rekening', reopenable: false, operator_action: 'refunded' })
  expect((await operator.get(`/internal/failed-pairings/${id}`)).body).toEqual(await row())
  const counted = async (query: string) => (await operator.get(`/internal/failed-pairings?${query}`)).body.total
  expect([
    await counted(`customer_id=${dimas.id}&is_actioned=true`),
    await counted(`customer_id=${dimas.id}&is_actioned=false`),
  ]).toEqual([1, 0])
})
