import type { SignedIn } from '@bestie/contracts/auth'
import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { transact } from '../db/transact'
import { networkOf } from '../limits/network-of'
import { Refusal } from '../refusal'
import { findOrCreateCustomer, findPerson } from './people'
import { hashOfCode } from './request-code'
import { issueToken, type User } from './tokens'

/** How often one code may be tried. */
const mostAttempts = 5

/**
 * Exchanges the code sent to `destination` for a token, for a request from `address` with `userAgent`. Only the newest
 * code counts: once, within 10 minutes, for at most 5 tries. An unknown phone becomes a customer. Refuses `code_invalid`
 * for any wrong code, and `rate_limited` with `retry_after_seconds` after too many wrong codes from the address's network.
 */
export async function verifyCode(
  ctx: Ctx,
  destination: string,
  code: string,
  { address, userAgent }: { address: string; userAgent: string | undefined },
): Promise<SignedIn> {
  // Count first, so that concurrent guesses count too; a right code gives it back.
  await ctx.rateLimits.take('wrong_codes_per_address', networkOf(address))
  const { rows } = await sql<{ matched: boolean }>`
    update sign_in_codes set
      attempts = attempts + 1,
      used_at = case when code_hash = ${hashOfCode(destination, code)} then clock_timestamp() end
    where id = (select id from sign_in_codes where destination = ${destination} order by created_at desc limit 1)
      and used_at is null and attempts < ${mostAttempts} and expires_at > clock_timestamp()
    returning used_at is not null as matched
  `.execute(ctx.db)
  if (!rows[0]?.matched) throw new Refusal('code_invalid')
  await ctx.rateLimits.giveBack('wrong_codes_per_address', networkOf(address))
  const user = (await findPerson(ctx.db, destination)) ?? (await findOrCreateCustomer(ctx.db, destination))
  return { token: await issueToWhoMayComeIn(ctx, user, destination, userAgent), user }
}

/** A concurrent suspension or block revokes only the tokens it sees, so no token may be issued after it. */
async function issueToWhoMayComeIn(ctx: Ctx, user: User, destination: string, userAgent: string | undefined): Promise<string> {
  const standing =
    user.role === 'mitra'
      ? sql`select from mitras where id = ${user.id} and suspended_at is null for share`
      : sql`select from customers where id = ${user.id} and blocked_at is null and erased_at is null for share`
  const token = await transact(ctx, async (tx) => {
    const { rows } = await standing.execute(tx.db)
    return rows.length === 0 ? undefined : await issueToken(tx.db, user, { userAgent })
  })
  if (token !== undefined) return token
  await findPerson(ctx.db, destination)
  throw new Refusal('code_invalid')
}
