import { EventEmitter, once } from 'node:events'
import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import { afterEach, expect, test } from 'vitest'

/** A service outside that does not answer, or a machine that vanished, delays nobody's chat and nobody's money. */
let world: World
const answers = new EventEmitter()
afterEach(async () => {
  answers.emit('given')
  expect(await world.broken()).toEqual({})
  await world.stop()
})
const never = () => once(answers, 'given')
const subscribe = (person: Person) =>
  person.post('/api/push/subscriptions', { endpoint: `https://push.example/${person.id}`, keys: { p256dh: 'p', auth: 'a' } })
const statusOf = async (id: string) =>
  (await world.sql<{ status: string }>('select status from payment_sessions where id = $1', [id]))[0]?.status

test('a machine that vanished in mid-transaction keeps a request from being cancelled for some seconds only', async () => {
  world = await bootWorld()
  const rani = await world.customer()
  const { payment_session_id } = await world.paid(rani)
  const { body } = await rani.post('/api/client/chats/start', { payment_session_id })
  const vanished = await world.ctx.pool.connect()
  await vanished.query('begin')
  await vanished.query('select from chat_sessions where id = $1 for update', [body.chat_session_id])
  expect(await rani.post(`/api/client/chats/${body.chat_session_id}/cancel`)).toMatchObject({ status: 200 })
  vanished.release(true)
})

test('a transaction that somebody forgot to end keeps no other mitra from their chat', { timeout: 60_000 }, async () => {
  world = await bootWorld()
  const [sari, budi, rani, dimas] = [await world.mitra(), await world.mitra(), await world.customer(), await world.customer()]
  const accepts = []
  for (const customer of [rani, dimas]) {
    const { payment_session_id } = await world.paid(customer)
    const { body } = await customer.post('/api/client/chats/start', { payment_session_id })
    accepts.push(`/api/mitra/requests/${body.chat_session_id}/accept`)
  }
  const [ranis, dimass] = accepts as [string, string]
  const forgotten = await world.hold('select from mitras where id = $1 for update', [sari.id])
  const held = sari.post(ranis)
  await world.waiting()
  expect(await budi.post(dimass)).toMatchObject({ status: 200, body: { status: 'active' } })
  expect(await held).toMatchObject({ status: 503, body: { code: 'unavailable' } })
  await forgotten.letGo()
  expect(await sari.post(ranis)).toMatchObject({ status: 200, body: { status: 'active' } })
})

test('a gateway that says nothing to forty jobs keeps no search from ending in time', async () => {
  world = await bootWorld()
  await world.set('pairing_blast_timeout_seconds', 1)
  let asked = 0
  world.ctx.gateway.release = async () => {
    asked += 1
    await never()
  }
  await world.sql(
    "select graphile_worker.add_job('release_held', json_build_object('payment_session_id', gen_random_uuid())) from generate_series(1, 40)",
  )
  await expect.poll(() => asked).toBe(16)
  const rani = await world.customer()
  const phone = await rani.connect()
  const { payment_session_id } = await world.paid(rani)
  await rani.post('/api/client/chats/start', { payment_session_id })
  expect(await phone.event('pairing_failed')).toEqual({ payment_session_id, cause_tag: 'no_mitra_available' })
  await world.sql("select graphile_worker.remove_job(key) from graphile_worker.jobs where task_identifier = 'release_held'")
})

test('push services that say nothing keep no money from moving', async () => {
  world = await bootWorld()
  const sari = await world.mitra('Sari', { online: false })
  await subscribe(sari)
  let [asked, silent] = [0, true]
  world.ctx.push.send = async () => {
    asked += 1
    if (silent) await never()
    return 'failed'
  }
  const released: string[] = []
  world.ctx.gateway.release = async (reference) => void released.push(reference)
  await world.sql(
    `select graphile_worker.add_job('send_push', json_build_object('to', array[$1], 'push', '{"kind": "chat_request"}'::json))
      from generate_series(1, 40)`,
    [sari.id],
  )
  await expect.poll(() => asked).toBe(16)
  await world.sql(`select graphile_worker.add_job('release_held', '{"payment_session_id": "held"}')`)
  await expect.poll(() => released, { timeout: 5_000 }).toEqual(['held'])
  silent = false
})

test('a customer whose push services say nothing holds up nobody else’s push, and gets theirs once they answer', async () => {
  world = await bootWorld()
  const [rani, dimas] = [await world.customer('Rani'), await world.customer('Dimas')]
  for (const person of [rani, dimas]) await subscribe(person)
  const asked: string[] = []
  world.ctx.push.send = async ({ endpoint }) => {
    asked.push(endpoint)
    if (endpoint.endsWith(rani.id)) await never()
    return 'accepted'
  }
  const said = (person: Person, chats: number) =>
    world.sql(
      `select graphile_worker.add_job('push_messages', json_build_object('to', $1::text, 'chat_session_id', gen_random_uuid()))
        from generate_series(1, $2::integer)`,
      [person.id, chats],
    )
  const pushed = (person: Person) => asked.filter((endpoint) => endpoint.endsWith(person.id)).length
  await said(rani, 40)
  await expect.poll(() => pushed(rani)).toBe(1)
  await said(dimas, 1)
  await expect.poll(() => pushed(dimas), { timeout: 5_000 }).toBe(1)
  expect(pushed(rani)).toBe(1)
  answers.emit('given')
  await expect.poll(() => pushed(rani), { timeout: 5_000 }).toBe(2)
})

test('a gateway that says nothing to the sweeper keeps no paid payment from its outcome', async () => {
  world = await bootWorld({ sweepMs: 500 })
  const [rani, dimas] = [await world.customer(), await world.customer()]
  const { body: waiting } = await rani.post('/api/client/payments', { tier_id: await world.tier() })
  let asked = 0
  world.ctx.gateway.withdraw = async () => {
    asked += 1
    await never()
    throw new Error('the gateway is away')
  }
  await world.sql('update payment_sessions set charge_requested_at = now(), expires_at = now() where id = $1', [
    waiting.payment_session_id,
  ])
  await expect.poll(() => asked).toBe(1)
  const { payment_session_id } = await world.paid(dimas)
  await world.sql('update payment_sessions set expires_at = clock_timestamp() where id = $1', [payment_session_id])
  await expect.poll(() => statusOf(payment_session_id)).toBe('expired')
  expect(await statusOf(waiting.payment_session_id)).toBe('pending')
})

test('credit that comes back in the moment in which a payment takes it is taken', async () => {
  world = await bootWorld()
  const rani = await world.customer()
  const { body } = await rani.post('/api/client/payments', { tier_id: await world.tier() })
  const operator = await world.operator('supervisor')
  const { payment_session_id: given } = await world.paid(rani)
  await rani.post(`/api/client/payments/${given}/cancel-search`)
  const [failure] = await world.sql<{ id: string }>('select id from pairing_failures')
  const holder = await world.hold('select from customers where id = $1 for no key update', [rani.id])
  const credited = operator.post(`/internal/failed-pairings/${failure?.id}/action`, { action: 'credited' })
  await world.waiting()
  const confirmed = rani.post(`/api/client/payments/${body.payment_session_id}/confirm`)
  await world.waiting(2)
  await holder.letGo()
  expect(await credited).toMatchObject({ status: 200 })
  expect(await confirmed).toMatchObject({ status: 200, body: { status: 'confirmed', credit_amount: 25_000 } })
})
