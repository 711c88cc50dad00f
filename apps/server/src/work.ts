import { run, Logger as WorkerLogger } from 'graphile-worker'
import type { Ctx } from './ctx'
import { sweep } from './jobs/sweep'
import { taskList } from './jobs/tasks'

/** How often the queue is asked for jobs that have become due, in ms: the most that a window is closed late. */
const pollInterval = 250
/** How often events of processes that died are looked for, in ms. */
const relayInterval = 1_000

/** The worker role: runs timers and jobs, and sweeps at once and then every `SWEEP_SECONDS`. Answers how to stop it. */
export async function work(ctx: Ctx): Promise<{ stop(): Promise<void> }> {
  const runner = await run({
    pgPool: ctx.pool,
    taskList: taskList(ctx),
    concurrency: 8,
    pollInterval,
    noHandleSignals: true,
    logger: new WorkerLogger(() => (level, message, meta) => {
      if (level === 'error' || level === 'warning') ctx.log.warn({ meta }, message)
    }),
  })
  const sweeping = every(
    ctx.env.sweepMs,
    () => sweep(ctx),
    (error) => ctx.log.error({ err: error }, 'a sweep failed'),
  )
  const relaying = every(
    relayInterval,
    () => ctx.realtime.deliverForgotten(),
    (error) => ctx.log.warn({ err: error }, 'a relay failed'),
  )
  return {
    async stop() {
      await Promise.all([sweeping.stop(), relaying.stop()])
      await runner.stop()
    },
  }
}

/** Runs `task` now and then `interval` ms after it was last started, one run at a time. */
function every(interval: number, task: () => Promise<void>, failed: (error: unknown) => void): { stop(): Promise<void> } {
  let running: Promise<void> | undefined
  const start = () => {
    running ??= task()
      .catch(failed)
      .finally(() => {
        running = undefined
      })
  }
  start()
  const timer = setInterval(start, interval)
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
