import { EventEmitter, once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Runner, run, type TaskList, type WorkerEvents, Logger as WorkerLogger, type WorkerPool } from 'graphile-worker'
import type { Ctx } from '../ctx'

/** How many jobs of a list run at once: those of the same moment share a commit. */
const concurrency = 16
/**
 * One poll fetches all due jobs for every idle worker: sixteen polling separately cost PostgreSQL three
 * times as much. A job that is not begun within `ttl` ms goes back to the queue, for another process.
 */
const localQueue = { size: concurrency, ttl: 500 }
/** How long after a runner ended by itself the next one takes its place, in ms. */
const restartAfter = 500
/** How long to wait for a runner to end, in ms. What it leaves undone, another worker or the sweeper does. */
const mostPatience = 10_000

/** A runner of jobs that is replaced whenever it ends by itself. */
export interface Running {
  /** Wakes one idle worker, if there is one. */
  wakeOne(): void
  stop(): Promise<void>
}

/**
 * Runs the jobs of `tasks`, 16 at once, looking for due ones every `pollInterval` ms and whenever a worker is woken. A runner that
 * loses the database while reporting a job ends by itself, which may take long; another takes its place at once. The sweeper settles
 * the job that it was running. Throws if the first runner cannot start.
 */
export async function keepRunning(ctx: Ctx, tasks: TaskList, pollInterval: number): Promise<Running> {
  let isStopping = false
  let pool: WorkerPool | undefined
  function wakeOne(): void {
    try {
      pool?.nudge(1)
    } catch {
      // Thrown when the pool is ending or has ended.
    }
  }
  function start(): Promise<Runner> {
    const events: WorkerEvents = new EventEmitter()
    events.once('pool:create', ({ workerPool }) => {
      pool = workerPool
    })
    // Where one job is due, there are often more.
    events.on('job:start', wakeOne)
    return startRunner(ctx, tasks, pollInterval, events)
  }
  let runner = await start()
  async function replace(): Promise<void> {
    while (!isStopping) {
      await Promise.race([runner.promise.catch(() => {}), once(runner.events, 'pool:gracefulShutdown')])
      const ended = runner
      while (!isStopping && runner === ended) {
        ctx.log.warn('the runner of jobs ended; another takes its place')
        await sleep(restartAfter)
        runner = await start().catch((error) => {
          ctx.log.warn({ err: error }, 'no runner of jobs could be started')
          return ended
        })
      }
    }
    await end(runner)
  }
  const replacing = replace()
  return {
    wakeOne,
    async stop() {
      isStopping = true
      await end(runner)
      await Promise.race([replacing, sleep(mostPatience)])
    },
  }
}

function startRunner(ctx: Ctx, tasks: TaskList, pollInterval: number, events: WorkerEvents): Promise<Runner> {
  return run({
    pgPool: ctx.pool,
    taskList: tasks,
    concurrency,
    noHandleSignals: true,
    events,
    logger: new WorkerLogger(() => (level, message, meta) => {
      // As `err` the error is described without its `detail`, which quotes the row; the message names the job.
      if (level === 'error' || level === 'warning') ctx.log.warn({ err: meta?.error }, message)
    }),
    // When a completed job cannot be reported, batch mode ends only the runner; without batches the whole process would end.
    preset: { worker: { pollInterval, completeJobBatchDelay: 0, failJobBatchDelay: 0, localQueue } },
  })
}

/** Lets the jobs under way finish. A runner that has ended by itself rejects `stop`. */
async function end(runner: Runner): Promise<void> {
  await Promise.race([runner.stop().catch(() => {}), sleep(mostPatience)])
}
