import { startRole } from '@bestie/dev-world/process'
import { bootWorld, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { freePort } from '../free-port'

let world: World
beforeEach(async () => {
  world = await bootWorld()
})
afterEach(() => world.stop())

/** The lines of a scrape that begin with `begin`. */
const scrape = async (url: string, begin: string) => {
  const answer = await fetch(`${url}/metrics`)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/plain')])
  return (await answer.text()).split('\n').filter((line) => line.startsWith(begin))
}

test('what happened is counted once, by how it ended, and the state is told as it is', async () => {
  const [rani, dimas, sari] = [await world.customer(), await world.customer(), await world.mitra()]
  const { chatId } = await world.match(rani, sari)
  const [phone] = [await rani.connect(), await sari.connect()]
  await phone.say(chatId, 'Halo')
  await phone.say(chatId, '')
  const { payment_session_id } = await world.paid(dimas)
  const { body } = await dimas.post('/api/client/chats/start', { payment_session_id })
  await dimas.post(`/api/client/chats/${body.chat_session_id}/cancel`)

  const lines = await scrape(world.internalUrl, 'bestie_')
  expect(lines).toEqual(
    expect.arrayContaining([
      'bestie_events_total{event="pairing_matched",outcome=""} 1',
      'bestie_events_total{event="payment_updated",outcome="consumed"} 1',
      'bestie_events_total{event="chat_request_closed",outcome="cancelled"} 1',
      'bestie_time_to_match_seconds_count 1',
      'bestie_message_ack_seconds_count{outcome="stored"} 1',
      'bestie_message_ack_seconds_count{outcome="invalid_request"} 1',
      'bestie_http_request_seconds_count{method="POST",route="/api/mitra/requests/:chat_session_id/accept",status="200"} 1',
      'bestie_sockets 2',
      'bestie_live_chats 1',
      'bestie_searching 0',
      'bestie_mitra_online 1',
      'bestie_open_failures 1',
      'bestie_overdue_windows 0',
    ]),
  )
  expect(await scrape(world.internalUrl, 'nodejs_eventloop_lag_p99_seconds')).toHaveLength(1)
})

test('[D15] what a chat with another bestie was had for waits for no operator, though the first who was asked was offline', async () => {
  const [rani, sari, budi] = [await world.customer(), await world.mitra('Sari'), await world.mitra('Budi', { online: false })]
  const { chatId } = await world.match(rani, sari)
  await rani.post(`/api/client/chats/${chatId}/end`)
  await sari.post('/api/mitra/status/offline')
  await budi.post('/api/mitra/status/online')
  const paid = await world.paid(rani, { targeted_mitra_id: sari.id })
  const payment = { payment_session_id: paid.payment_session_id }
  expect(await rani.post('/api/client/chats/returning', payment)).toMatchObject({ body: { code: 'targeted_mitra_offline' } })
  const { body } = await rani.post('/api/client/chats/fallback-to-blast', payment)
  expect((await budi.post(`/api/mitra/requests/${body.chat_session_id}/accept`)).status).toBe(200)
  expect(await world.sql('select cause_tag, amount from pairing_failures where operator_action is null')).toEqual([
    { cause_tag: 'targeted_mitra_offline', amount: 25_000 },
  ])
  expect(await scrape(world.internalUrl, 'bestie_open_failures')).toEqual(['bestie_open_failures 0'])
  expect(await scrape(world.internalUrl, 'bestie_oldest_open_failure')).toEqual(['bestie_oldest_open_failure_seconds 0'])
})

test('tells how long the oldest refund has waited, however many newer ones there are', async () => {
  const operator = await world.operator()
  vi.spyOn(world.ctx.gateway, 'refund').mockRejectedValue(new Error('away'))
  for (const minutes of [40, 10]) {
    const rani = await world.customer()
    const { payment_session_id: paymentId } = await world.paid(rani)
    await rani.post(`/api/client/payments/${paymentId}/cancel-search`)
    const [failure] = await world.sql('select id from pairing_failures where payment_session_id = $1', [paymentId])
    expect((await operator.post(`/internal/failed-pairings/${failure?.id}/action`, { action: 'refunded' })).status).toBe(200)
    await world.sql('update repayments set created_at = created_at - make_interval(mins => $2) where payment_session_id = $1', [
      paymentId,
      minutes,
    ])
  }
  expect(await scrape(world.internalUrl, 'bestie_open_refunds')).toEqual(['bestie_open_refunds 2'])
  const [age] = await scrape(world.internalUrl, 'bestie_oldest_open_refund_seconds')
  expect(Math.floor(Number(age?.split(' ')[1]) / 60)).toBe(40)
})

test('while the database cannot tell the state, a process still tells what it counts itself', async () => {
  await world.sql('alter table undelivered_events rename to away')
  expect(await scrape(world.internalUrl, 'bestie_sockets')).toEqual(['bestie_sockets 0'])
  expect(await scrape(world.internalUrl, 'bestie_searching')).toEqual([])
  await world.sql('alter table away rename to undelivered_events')
  expect(await scrape(world.internalUrl, 'bestie_searching')).toEqual(['bestie_searching 0'])
})

test('a job is given up that failed to the end, not a timer whose place a later one took', async () => {
  await world.stopWorker()
  for (const key of ['failed', 'replaced'])
    await world.sql("select graphile_worker.add_job('complete_session', '{}', job_key => $1)", [key])
  await world.sql(
    "update graphile_worker._private_jobs set attempts = max_attempts, last_error = 'no such chat' where key = 'failed'",
  )
  await world.sql("update graphile_worker._private_jobs set attempts = max_attempts, key = null where key = 'replaced'")
  expect(await scrape(world.internalUrl, 'bestie_jobs_given_up')).toEqual(['bestie_jobs_given_up 1'])
})

test('the public port tells none of it; a public or worker process does on a port of its own', async () => {
  expect((await fetch(`${world.url}/metrics`)).headers.get('content-type')).not.toContain('text/plain')
  const port = String(await freePort())
  const role = await startRole('worker', { DATABASE_URL: world.databaseUrl, METRICS_PORT: port })
  expect(await scrape(`http://127.0.0.1:${port}`, 'bestie_pool_connections{kind="open"}')).toHaveLength(1)
  expect((await fetch(`http://127.0.0.1:${port}/ready`)).status).toBe(200)
  expect(await role.end('SIGTERM')).toBe(0)
})
