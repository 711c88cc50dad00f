import { bootWorld } from '@bestie/dev-world/world'
import type { JobHelpers } from 'graphile-worker'
import { expect, test } from 'vitest'
import { taskLists } from './tasks'

test('how late a job began is told by the clock that it was planned by', async () => {
  const world = await bootWorld()
  await world.stopWorker()
  const run_at = new Date()
  world.ctx.clock.now = () => run_at.getTime() + 7_000
  await taskLists(world.ctx).own.offer_freed_mitra?.({ mitra_id: crypto.randomUUID() }, { job: { run_at } } as JobHelpers)
  const { values } = await world.ctx.metrics.jobLateness.get()
  expect(values.find(({ metricName }) => metricName === 'bestie_job_lateness_seconds_sum')?.value).toBe(7)
  await world.stop()
})
