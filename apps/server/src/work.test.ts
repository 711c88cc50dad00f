import { bootWorld } from '@bestie/dev-world/world'
import pg from 'pg'
import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => {
  vi.restoreAllMocks()
})

test('a worker that loses the database just when a job is done goes on with the next', async () => {
  const world = await bootWorld()
  const query = pg.Client.prototype.query
  let broken = 0
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...given: unknown[]) {
    const [first] = given as [string | { text: string }]
    const text = typeof first === 'string' ? first : first.text
    if (broken === 0 && text.startsWith('delete from "graphile_worker"._private_jobs')) {
      broken += 1
      return Promise.reject(new Error('Connection terminated unexpectedly'))
    }
    return Reflect.apply(query, this, given)
  } as never)
  const addJob = "select graphile_worker.add_job('offer_freed_mitra', json_build_object('mitra_id', gen_random_uuid()))"
  await world.sql(addJob)
  await expect.poll(() => broken).toBe(1)
  await world.sql(addJob)
  // The first stays locked by the runner that ended, until a sweep frees it.
  await expect.poll(() => world.sql('select attempts from graphile_worker.jobs'), { timeout: 15_000 }).toEqual([{ attempts: 1 }])
  await world.stop()
})

test('whether a timer is due is told by the first of them, however many wait', async () => {
  const world = await bootWorld()
  const due = async () => (await world.sql<{ due: boolean }>('select is_job_due() as due'))[0]?.due
  const timers = (count: number, at: string) =>
    world.sql(
      `select schedule_timers(jsonb_agg(jsonb_build_object('task', 'nobody_runs_this', 'payload', '{}'::jsonb, 'run_at', ${at}, 'key', ${at} || '-' || n)))
      from generate_series(1, $1::integer) n`,
      [count],
    )
  expect(await due()).toBe(false)
  await timers(20_000, `now() + interval '1 hour'`)
  expect(await due()).toBe(false)
  const [explained] = await world.sql<{ 'QUERY PLAN': { Plan: Record<string, number> }[] }>(
    'explain (analyze, buffers, format json) select is_job_due()',
  )
  const [plan] = explained?.['QUERY PLAN'] ?? []
  // The table has hundreds of pages.
  expect(plan?.Plan['Shared Hit Blocks']).toBeLessThan(50)
  await timers(1, `now() - interval '1 second'`)
  expect(await due()).toBe(true)
  await world.stop()
})
