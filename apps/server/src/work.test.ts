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
