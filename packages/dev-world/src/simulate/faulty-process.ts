import type { Ctx } from '@bestie/server/ctx'
import { andCommit } from '@bestie/server/db/client'
import type { Database } from '@bestie/server/db/tables'
import { mockGateway } from '@bestie/server/gateway/mock-gateway'
import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'

/** Where a process dies: before or after its `at`-th commit. */
export interface Fault {
  at: number
  when: 'before' | 'after'
}

/** What the caller of a process that dies gets. */
export class Crash extends Error {}

/** Lets several processes take turns. Without it, statements run as they come. */
export interface Turns {
  /** Resolves when this statement may run. `run` starts it, and `endsTransaction` says that it releases its locks. */
  take<Result>(process: number, pid: number, endsTransaction: boolean, run: () => Promise<Result>): Promise<Result>
}

/** What a process has done so far. */
export interface Deeds {
  commits: number
  crashed: boolean
}

/**
 * Looks like a process of its own to the database and the gateway. It dies where its fault says and is silent from then on;
 * what it had committed stays. All of this happens in the connection that Kysely is given; the product has no hook for it.
 */
export function openProcess(
  ctx: Ctx,
  { number, fault, turns, page }: { number: number; fault?: Fault | undefined; turns?: Turns | undefined; page: boolean },
): { ctx: Ctx; deeds: Deeds } {
  const deeds: Deeds = { commits: 0, crashed: false }

  async function query(client: pg.PoolClient, state: { inTransaction: boolean }, text: string, values: unknown[]) {
    if (text === 'rollback') {
      state.inTransaction = false
      const rollBack = () => client.query(text)
      return await (turns === undefined ? rollBack() : turns.take(number, pidOf(client), true, rollBack))
    }
    if (deeds.crashed) throw new Crash()
    const ends = state.inTransaction && (text === 'commit' || text.startsWith(andCommit))
    const commits = ends || (!state.inTransaction && writes(text))
    if (text === 'begin') state.inTransaction = true
    if (commits) deeds.commits += 1
    const strikes = commits && fault?.at === deeds.commits
    if (strikes && fault.when === 'before') {
      deeds.crashed = true
      throw new Crash()
    }
    const run = () => client.query(text, values)
    const result = await (turns === undefined ? run() : turns.take(number, pidOf(client), !state.inTransaction || commits, run))
    if (ends) state.inTransaction = false
    if (strikes) {
      deeds.crashed = true
      throw new Crash()
    }
    // The process may have died on another connection while this statement ran.
    if (deeds.crashed) throw new Crash()
    return result
  }

  const pool = {
    async connect() {
      const client = await ctx.pool.connect()
      const state = { inTransaction: false }
      return {
        query: (text: string, values: unknown[] = []) => query(client, state, text, values),
        release: () => client.release(),
      }
    },
    end: async () => {},
  }
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: pool as never }) })
  const gateway = Object.assign(mockGateway(db, { mode: page ? 'page' : 'instant', payUrl: (reference) => `/${reference}` }), {
    canHold: ctx.gateway.canHold,
  })
  return { ctx: { ...ctx, db, gateway }, deeds }
}

const pidOf = (client: pg.PoolClient): number => (client as unknown as { processID: number }).processID
const writes = (text: string): boolean =>
  /^\s*(with|insert|update|delete)\b/i.test(text) && /\b(insert|update|delete)\b/i.test(text)
