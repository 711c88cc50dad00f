import { type BestieProcess, startBestie } from '@bestie/dev-world/process'
import pg from 'pg'
import { scripts } from '../../../package.json' with { type: 'json' }
import { type HelperProcess, startHelper } from './helper-process'
import { type Postgres, startPostgres } from './postgres'

/** The product in a process of its own, in all its roles, with direct access to its database. */
export type Bestie = BestieProcess & { pool: pg.Pool }

/** What every part uses: one PostgreSQL, and the product on it when asked for. All of it ends with the part. */
export interface Stage {
  postgres: Postgres
  /** The product, as `npm start` runs it, on an empty database of its own or on the one that is named. */
  bestie(options?: { env?: Record<string, string>; nodeOptions?: string[]; databaseUrl?: string }): Promise<Bestie>
  /** Another process of the bench. */
  helper(file: string, execArgv?: string[]): HelperProcess
  /** An empty database for a reference. */
  database(): Promise<string>
  /** Registers whatever else must be stopped at the end. */
  atEnd(stop: () => Promise<unknown>): void
}

/** What `npm start` runs, without npm: Node's options and the script. */
const [, ...npmStart] = scripts.start.replace('exec ', '').split(' ')

/** Builds a stage, runs `work` on it, and clears it away whatever happens. */
export async function withStage<Result>(work: (stage: Stage) => Promise<Result>): Promise<Result> {
  const stops: (() => Promise<unknown>)[] = []
  const postgres = await startPostgres()
  stops.push(postgres.stop)
  let databases = 0
  const stage: Stage = {
    postgres,
    async bestie({ env, nodeOptions = [], databaseUrl } = {}) {
      const given = { DATABASE_URL: databaseUrl ?? (await stage.database()), ...env }
      const bestie = await startBestie(given, [...nodeOptions, ...npmStart], (text) => process.stderr.write(text))
      const pool = new pg.Pool({ connectionString: bestie.databaseUrl, max: 4 })
      pool.on('error', () => {})
      stops.push(async () => {
        await pool.end()
        await bestie.end('SIGTERM')
      })
      return { ...bestie, pool }
    },
    helper(file, execArgv) {
      const helper = startHelper(file, execArgv)
      stops.push(helper.stop)
      return helper
    },
    database: () => postgres.create(`bench_${++databases}`),
    atEnd: (stop) => void stops.push(stop),
  }
  const clear = async () => {
    for (const stop of stops.splice(0).reverse()) await stop().catch((error) => console.error(error))
  }
  const interrupted = () => void clear().then(() => process.exit(1))
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted)
  try {
    return await work(stage)
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted)
    await clear()
  }
}
