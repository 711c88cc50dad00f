import { once } from 'node:events'
import { Logger, run, runMigrations } from 'graphile-worker'
import pg from 'pg'
import { answer } from '../stage/answer'

let pool: pg.Pool
let lateness: number[] = []

/** Under this load a runner sometimes ends by itself; another replaces it, as in ours. */
async function work(): Promise<void> {
  const runner = await run({
    pgPool: pool,
    concurrency: 16,
    noHandleSignals: true,
    logger: new Logger(() => () => {}),
    taskList: { note: async (_payload, { job }) => void lateness.push(Date.now() - job.run_at.getTime()) },
    preset: { worker: { pollInterval: 250, completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  })
  void Promise.race([runner.promise.catch(() => {}), once(runner.events, 'pool:gracefulShutdown')]).then(work)
}

answer({
  /** graphile-worker as it comes, 16 at once, each polling every 250 ms, whose task only notes how late it began. */
  async open(databaseUrl: string) {
    await runMigrations({ connectionString: databaseUrl })
    pool = new pg.Pool({ connectionString: databaseUrl, max: 20 })
    await work()
  },
  /** Runs `count` jobs, due evenly over `ms` from `inMs` on. Returns how late each began, in ms. */
  async run({ count, inMs, ms }: { count: number; inMs: number; ms: number }) {
    lateness = []
    await pool.query(
      `select graphile_worker.add_job('note', '{}'::json,
          run_at => clock_timestamp() + make_interval(secs => ($2 + $3 * g / $1::float8) / 1000), job_key => 'note:' || g)
        from generate_series(1, $1) g`,
      [count, inMs, ms],
    )
    await pool.query('analyze')
    while (lateness.length < count) await new Promise((resolve) => setTimeout(resolve, 100))
    return lateness
  },
})
