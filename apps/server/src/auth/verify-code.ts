import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { Refusal } from '../refusal'
import { findOrCreateCustomer, findPerson } from './people'
import { hashOfCode } from './request-code'
import type { User } from './tokens'

const mostAttempts = 5

/**
 * Turns a code that was sent to `destination` into a token. The newest code alone counts, once, within its 10 minutes and for
 * at most 5 tries. An unknown phone becomes a customer. Refuses `code_invalid`, whatever was wrong.
 */
export async function verifyCode(ctx: Ctx, destination: string, code: string): Promise<{ token: string; user: User }> {
  const { rows } = await sql<{ matched: boolean }>`
    update sign_in_codes set
      attempts = attempts + 1,
      used_at = case when code_hash = ${hashOfCode(destination, code)} then clock_timestamp() end
    where id = (select id from sign_in_codes where destination = ${destination} order by created_at desc limit 1)
      and used_at is null and attempts < ${mostAttempts} and expires_at > clock_timestamp()
    returning used_at is not null as matched
  `.execute(ctx.db)
  if (!rows[0]?.matched) throw new Refusal('code_invalid')
  const user = (await findPerson(ctx.db, destination)) ?? (await findOrCreateCustomer(ctx.db, destination))
  return { token: await ctx.tokens.issue(user), user }
}
