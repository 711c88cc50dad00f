import { sql } from 'kysely'
import type { Ctx } from '../ctx'

/** `now()`, not `clock_timestamp()`: only with a constant time does PostgreSQL look it up in the index, instead of reading every row. */
const aDayAgo = sql<Date>`now() - interval '1 day'`

/** Forgets what is needed for a day only: the answers under idempotency keys, and wrong guesses at sign-in. */
export async function forgetExpired(ctx: Ctx): Promise<void> {
  await ctx.db.deleteFrom('idempotency_keys').where('created_at', '<', aDayAgo).execute()
  await ctx.db.deleteFrom('sign_in_guesses').where('last_failed_at', '<', aDayAgo).execute()
}
