import { setTimeout as sleep } from 'node:timers/promises'
import { sentDuring } from '@bestie/dev-world/statements'
import { bootWorld } from '@bestie/dev-world/world'
import pg from 'pg'
import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => {
  vi.restoreAllMocks()
})

const textOf = ([first]: unknown[]) => (typeof first === 'string' ? first : (first as { text: string }).text)

test('a worker that loses the database just when a job is done goes on with the next', async () => {
  const world = await bootWorld()
  const query = pg.Client.prototype.query
  let broken = 0
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...given: unknown[]) {
    if (broken === 0 && textOf(given).startsWith('delete from "graphile_worker"._private_jobs')) {
      broken += 1
      return Promise.reject(new Error('Connection terminated unexpectedly'))
    }
    return Reflect.apply(query, this, given)
  } as never)
  const addJob = "select graphile_worker.add_job('offer_freed_mitra', json_build_object('mitra_id', gen_random_uuid()))"
  await world.sql(addJob)
  await expect.poll(() => broken).toBe(1)
  await world.sql(addJob)
  // The first job stays locked by the runner that ended, until a sweep frees it.
  await expect.poll(() => world.sql('select attempts from graphile_worker.jobs'), { timeout: 15_000 }).toEqual([{ attempts: 1 }])
  await world.stop()
})

test('how long until a timer is due is read from the earliest one, however many wait', async () => {
  const world = await bootWorld()
  const wait = async () => (await world.sql<{ ms: number | null }>('select ms_until_job() as ms'))[0]?.ms
  const timers = (count: number, at: string) =>
    world.sql(
      `select schedule_timers(jsonb_agg(jsonb_build_object('task', 'nobody_runs_this', 'payload', '{}'::jsonb, 'run_at', ${at}, 'key', ${at} || '-' || n)))
      from generate_series(1, $1::integer) n`,
      [count],
    )
  expect(await wait()).toBe(null)
  await timers(20_000, `now() + interval '1000 hours'`)
  expect(await wait()).toBe(1_000_000)
  await timers(1, `now() + interval '10 minutes'`)
  expect(await wait()).toSatisfy((ms: number) => ms > 300_000 && ms <= 600_000)
  const [explained] = await world.sql<{ 'QUERY PLAN': { Plan: Record<string, number> }[] }>(
    'explain (analyze, buffers, format json) select ms_until_job()',
  )
  const [plan] = explained?.['QUERY PLAN'] ?? []
  // The table has hundreds of pages.
  expect(plan?.Plan['Shared Hit Blocks']).toBeLessThan(50)
  await timers(1, `now() - interval '100 days'`)
  expect(await wait()).toBe(0)
  await world.stop()
})

test('a worker with nothing to do looks at most ten times a second', async () => {
  const world = await bootWorld()
  const seconds = 3
  const sent = await sentDuring(() => sleep(seconds * 1_000))
  const looks = sent.filter(({ text }) => text.includes('ms_until_job()')).length
  expect(looks).toBeGreaterThan(0)
  expect(looks).toBeLessThanOrEqual(10 * seconds)
  await world.stop()
})

test('a timer replaces one that a worker is just taking, which then still runs to its end', async () => {
  const world = await bootWorld()
  const schedule = (whose: string) =>
    `select schedule_timers('[{"task": "nobody_runs_this", "payload": {"for": "${whose}"}, "run_at": "2100-01-01", "key": "the chat"}]')`
  await world.sql(schedule('the search'))
  const worker = await world.hold(
    `update graphile_worker._private_jobs set locked_at = now(), locked_by = 'a worker' where key = 'the chat'`,
  )
  const replaced = world.sql(schedule('the conversation'))
  await world.waiting(1, 'schedule_timers')
  await worker.letGo()
  await replaced
  const timers = await world.sql(
    `select payload ->> 'for' as whose, key, locked_by, attempts = max_attempts as "isLast" from graphile_worker._private_jobs order by id`,
  )
  expect(timers).toEqual([
    { whose: 'the search', key: null, locked_by: 'a worker', isLast: true },
    { whose: 'the conversation', key: 'the chat', locked_by: null, isLast: false },
  ])
  await world.stop()
})

test('jobs that are due together are found by a few looks', async () => {
  const world = await bootWorld()
  const sent = await sentDuring(async () => {
    await world.sql(
      "select graphile_worker.add_job('offer_freed_mitra', json_build_object('mitra_id', gen_random_uuid())) from generate_series(1, 320)",
    )
    await expect.poll(() => world.sql('select from graphile_worker.jobs'), { timeout: 15_000 }).toEqual([])
  })
  const looks = sent.filter(({ text }) => text.startsWith('with j as'))
  expect(looks.length).toBeLessThan(320 / 4)
  await world.stop()
})

test('jobs that nobody here has begun go back, for another process', async () => {
  const world = await bootWorld()
  const { chatId } = await world.match(await world.customer(), await world.mitra())
  await world.sql(
    "update chat_sessions set status = 'closing', ended_by = 'timer', ended_at = now(), goodbye_deadline_at = now() - interval '1 second' where id = $1",
    [chatId],
  )
  const held = async () =>
    (await world.sql<{ count: number }>('select count(*) from graphile_worker.jobs where locked_at is not null'))[0]?.count
  const sent = vi.spyOn(pg.Client.prototype, 'query')
  const holder = await world.hold('select from chat_sessions where id = $1 for update', [chatId])
  // Sixteen jobs wait for that row.
  await world.sql(
    "select graphile_worker.add_job('complete_session', json_build_object('chat_session_id', $1::uuid)) from generate_series(1, 20)",
    [chatId],
  )
  await expect
    .poll(() => sent.mock.calls.some((call) => textOf(call).includes('GREATEST(0, attempts - 1)')), { timeout: 5_000 })
    .toBe(true)
  await expect.poll(held).toBe(16)
  await holder.letGo()
  await expect.poll(held, { timeout: 5_000 }).toBe(0)
  await world.stop()
})

test('a worker that has stopped asks for nothing more, however long its last look took', async () => {
  const world = await bootWorld()
  const { pool } = world.ctx
  const query = pool.query.bind(pool)
  let [begun, open] = [0, 0]
  vi.spyOn(pool, 'query').mockImplementation((async (...given: unknown[]) => {
    if (!textOf(given).includes('ms_until_job()')) return await Reflect.apply(query, pool, given)
    begun += 1
    open += 1
    await sleep(500)
    return await Reflect.apply(query, pool, given).finally(() => {
      open -= 1
    })
  }) as never)
  await expect.poll(() => begun).toBe(1)
  await world.stopWorker()
  expect([begun, open]).toEqual([1, 0])
  await world.stop()
})
