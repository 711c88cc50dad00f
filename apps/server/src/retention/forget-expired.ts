import { sql } from 'kysely'
import type { Ctx } from '../ctx'

const aDayAgo = sql<Date>`clock_timestamp() - interval '1 day'`

/** Forgets what is needed for a day only: the answers under idempotency keys, and wrong guesses at sign-in. */
export async function forgetExpired(ctx: Ctx): Promise<void> {
  await ctx.db.deleteFrom('idempotency_keys').where('created_at', '<', aDayAgo).execute()
  await ctx.db.deleteFrom('sign_in_guesses').where('last_failed_at', '<', aDayAgo).execute()
}
