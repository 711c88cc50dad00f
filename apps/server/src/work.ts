import { EventEmitter, once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Runner, run, type WorkerEvents, Logger as WorkerLogger, type WorkerPool } from 'graphile-worker'
import type { Ctx } from './ctx'
import { sweep } from './jobs/sweep'
import { taskList } from './jobs/tasks'
import { askWhoHasMoreRoom } from './pairing/ask-late-joiners'

/** How often to ask whether a job is due, in ms: how late a window closes when little happens. */
const lookInterval = 25
/** How often each idle worker polls by itself, in ms, if not woken: far costlier than asking whether a job is due. */
const pollInterval = 5_000
/** How many jobs run at once: those due at the same moment share a commit. */
const concurrency = 16
/**
 * One poll fetches all due jobs for every idle worker: sixteen polling separately cost PostgreSQL three
 * times as much. A job that is not begun within `ttl` ms goes back to the queue, for another process.
 */
const localQueue = { size: concurrency, ttl: 500 }
/** How often to look for undelivered events of processes that died, in ms. */
const relayInterval = 1_000

/** How long after a runner ended by itself the next one takes its place, in ms. */
const restartAfter = 500
/** How long to wait for a runner to end, in ms. What it leaves undone, another worker or the sweeper does. */
const mostPatience = 10_000

/**
 * The worker role: runs timers and jobs, sweeps at once and then every `SWEEP_SECONDS`,
 * and asks more mitra when the capacity rises. Returns how to stop it.
 */
export async function work(ctx: Ctx): Promise<{ stop(): Promise<void> }> {
  const running = await keepRunning(ctx)
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
  const room = offerMoreRoom(ctx)
  return {
    async stop() {
      room.stop()
      await Promise.all([sweeping.stop(), relaying.stop()])
      await running.stop()
    },
  }
}

/** When the capacity rises, however the setting was changed, asks every mitra who now has room for the searching requests. */
function offerMoreRoom(ctx: Ctx): { stop(): void } {
  const present = () => ctx.settings.whole('max_customers_per_mitra')
  let [known, isStopped] = [present(), false]
  ctx.settings.onChange(() => {
    const before = known
    known = present()
    if (known <= before || isStopped) return
    askWhoHasMoreRoom(ctx).catch((error) => ctx.log.error({ err: error }, 'could not ask who has more room now'))
  })
  return {
    stop() {
      isStopped = true
    },
  }
}

function startRunner(ctx: Ctx, waiting: Waiting): Promise<Runner> {
  const events: WorkerEvents = new EventEmitter()
  events.once('pool:create', ({ workerPool }) => {
    waiting.pool = workerPool
  })
  // Where one job is due, there are often more.
  events.on('job:start', () => wakeOne(waiting))
  return run({
    pgPool: ctx.pool,
    taskList: taskList(ctx),
    concurrency,
    noHandleSignals: true,
    events,
    logger: new WorkerLogger(() => (level, message, meta) => {
      if (level === 'error' || level === 'warning') ctx.log.warn({ meta }, message)
    }),
    // When a completed job cannot be reported, batch mode ends only the runner; without batches the whole process would end.
    preset: { worker: { pollInterval, completeJobBatchDelay: 0, failJobBatchDelay: 0, localQueue } },
  })
}

/** The idle workers: the pool of the present runner. */
interface Waiting {
  pool?: WorkerPool
}

function wakeOne({ pool }: Waiting): void {
  try {
    pool?.nudge(1)
  } catch {
    // Thrown when the pool is ending or has ended.
  }
}

async function isJobDue({ pool }: Ctx): Promise<boolean> {
  const { rows } = await pool.query<{ due: boolean }>({ name: 'is-job-due', text: 'select is_job_due() as due' })
  return rows[0]?.due === true
}

/**
 * A runner that loses the database while reporting a job ends itself, which may take long; another takes
 * its place at once. The sweeper settles the job it was running. Throws if the first runner cannot start.
 */
async function keepRunning(ctx: Ctx): Promise<{ stop(): Promise<void> }> {
  let isStopping = false
  const waiting: Waiting = {}
  let runner = await startRunner(ctx, waiting)
  const looking = every(
    lookInterval,
    async () => {
      if (await isJobDue(ctx)) wakeOne(waiting)
    },
    // The idle workers poll too, and log their errors.
    () => {},
  )
  async function replace(): Promise<void> {
    while (!isStopping) {
      await Promise.race([runner.promise.catch(() => {}), once(runner.events, 'pool:gracefulShutdown')])
      const ended = runner
      while (!isStopping && runner === ended) {
        ctx.log.warn('the runner of jobs ended; another takes its place')
        await sleep(restartAfter)
        runner = await startRunner(ctx, waiting).catch((error) => {
          ctx.log.warn({ err: error }, 'no runner of jobs could be started')
          return ended
        })
      }
    }
    await end(runner)
  }
  const replacing = replace()
  return {
    async stop() {
      isStopping = true
      await Promise.all([looking.stop(), end(runner)])
      await Promise.race([replacing, sleep(mostPatience)])
    },
  }
}

/** Lets the jobs under way finish. A runner that has ended by itself rejects `stop`. */
async function end(runner: Runner): Promise<void> {
  await Promise.race([runner.stop().catch(() => {}), sleep(mostPatience)])
}

/** Runs `task` now and then `interval` ms after its last start, one run at a time. */
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
