import { historyPayments, historyTables, seedHistory } from '@bestie/dev-world/history'
import { type Sent, sentDuring } from '@bestie/dev-world/statements'
import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** The most time that one statement of a page may take, in ms. */
const mostTime = 200

let world: World
let supervisor: Person
let some: { customer: string; phone: string; mitra: string; payment: string; chat: string; failure: string; operator: string }
beforeAll(async () => {
  world = await bootWorld()
  await world.stopWorker()
  supervisor = await world.operator('supervisor')
  await seedHistory(world, historyPayments)
  const [found] = await world.sql<typeof some>(`
    select p.customer_id as customer, u.phone, c.mitra_id as mitra, p.id as payment, c.id as chat,
      (select id from pairing_failures offset 7 limit 1) as failure, (select id from operators where email = 'op1@history.test') as operator
    from chat_sessions c join payment_sessions p on p.id = c.payment_session_id join customers u on u.id = p.customer_id
    where c.status = 'completed' limit 1`)
  some = found as typeof some
})
afterAll(() => world.stop())

interface Node {
  'Node Type': string
  'Relation Name'?: string
  Plans?: Node[]
}
const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

/**
 * Which history tables a statement reads from end to end, and its best time (ms). Reading
 * small tables whole is right, so with those it only checks whether an index would serve.
 */
async function explain({ text, values }: Sent): Promise<{ scanned: string[]; took: number }> {
  const client = await world.ctx.pool.connect()
  try {
    await client.query(`set enable_seqscan = ${historyPayments >= 1_000_000 ? 'on' : 'off'}`)
    const runs: { Plan: Node; 'Execution Time': number }[] = []
    for (let run = 0; run < 3; run += 1) {
      runs.push((await client.query(`explain (analyze, format json) ${text}`, values)).rows[0]['QUERY PLAN'][0])
    }
    const scanned = nodesOf((runs[0] as (typeof runs)[0]).Plan)
      .filter((node) => node['Node Type'] === 'Seq Scan' && historyTables.includes(node['Relation Name'] ?? ''))
      .map((node) => node['Relation Name'] as string)
    return { scanned, took: Math.min(...runs.map((run) => run['Execution Time'])) }
  } finally {
    await client.query('reset enable_seqscan')
    client.release()
  }
}

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
const month = `from=${daysAgo(40)}&to=${daysAgo(10)}`
const last = Math.floor(historyPayments / 100)

const pages = () => [
  ...[
    '',
    `page=${last}`,
    'sort=created_at',
    'statuses=pending',
    'statuses=failed_pairing',
    'statuses=consumed,expired&page=20',
  ].map((query) => `/internal/payments?${query}`),
  ...['is_extension=true', 'is_extension=false&statuses=abandoned', month, `${month}&statuses=failed_pairing&page=3`].map(
    (query) => `/internal/payments?${query}`,
  ),
  ...[`q=${some.payment}`, `q=${some.payment.slice(0, 13)}`, `customer_id=${some.customer}`].map(
    (query) => `/internal/payments?${query}`,
  ),
  `/internal/payments/${some.payment}`,
  ...[
    '',
    `page=${last}`,
    'sort=created_at',
    'statuses=searching,active,closing',
    'statuses=expired',
    'request_type=returning',
    month,
  ].map((query) => `/internal/sessions?${query}`),
  ...[
    'topic_sensitivity=sensitive',
    `mitra_id=${some.mitra}`,
    `mitra_id=${some.mitra}&${month}`,
    `customer_id=${some.customer}`,
  ].map((query) => `/internal/sessions?${query}`),
  `/internal/sessions/${some.chat}`,
  ...['', 'page=100', 'cause_tags=customer_cancelled', 'is_actioned=false', 'is_actioned=true&page=20', month].map(
    (query) => `/internal/failed-pairings?${query}`,
  ),
  ...[
    'is_unsettled=true',
    'is_unsettled=false',
    `customer_id=${some.customer}`,
    `payment_session_id=${some.payment}`,
    `${month}&cause_tags=no_mitra_available,customer_cancelled`,
  ].map((query) => `/internal/failed-pairings?${query}`),
  `/internal/failed-pairings/${some.failure}`,
  ...['', 'page=200', 'q=orang%2012', `q=${encodeURIComponent(some.phone)}`, 'is_blocked=true', month].map(
    (query) => `/internal/customers?${query}`,
  ),
  `/internal/customers/${some.customer}`,
  ...['', 'sort=-chats_30_days', 'sort=-live_customers', 'sort=rating_average', 'q=mitra%201'].map(
    (query) => `/internal/mitras?${query}`,
  ),
  `/internal/mitras/${some.mitra}`,
  ...['', `actor=${some.operator}`, 'actor=op2@history.test', 'action=decide_failed_pairing', 'action=sign_in', month].map(
    (query) => `/internal/audit?${query}`,
  ),
  `/internal/audit?subject=pairing_failures/${some.failure}`,
  `/internal/dashboard?${month}`,
  '/internal/config',
]

test(`no page reads history from end to end, nor takes ${mostTime} ms a statement, over ${historyPayments} payments`, {
  timeout: 240_000,
}, async () => {
  const wrong: object[] = []
  let slowest = { took: 0, page: '' }
  for (const page of pages()) {
    const sent = await sentDuring(async () =>
      expect({ page, ...(await supervisor.get(page)) }).toMatchObject({ page, status: 200 }),
    )
    for (const statement of sent.filter(({ text }) => /^\s*select/i.test(text))) {
      const { scanned, took } = await explain(statement)
      if (took > slowest.took) slowest = { took, page }
      if (scanned.length > 0 || took > mostTime) wrong.push({ page, scanned, took, text: statement.text })
    }
  }
  console.info(`the slowest statement: ${slowest.took.toFixed(1)} ms, of ${slowest.page}`)
  expect(wrong).toEqual([])
})
