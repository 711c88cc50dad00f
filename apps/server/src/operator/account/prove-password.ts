import { countGuess, forgiveGuesses } from '../../auth/limit-guesses'
import { isPassword } from '../../auth/passwords'
import type { Ctx } from '../../ctx'
import { Refusal } from '../../refusal'
import type { Actor } from '../audit'

/**
 * Proves that the caller knows the password: a stolen token alone is not enough. Returns the
 * account's email and the hash that was checked. Refuses `password_wrong`, `rate_limited`.
 */
export async function provePassword(
  ctx: Ctx,
  operator: Actor,
  password: string,
): Promise<{ email: string; provenHash: string | null }> {
  const { email, password_hash } = await ctx.db
    .selectFrom('operators')
    .select(['email', 'password_hash'])
    .where('id', '=', operator.id)
    .executeTakeFirstOrThrow()
  await countGuess(ctx.db, email, operator.address)
  if (!(await isPassword(password, password_hash))) throw new Refusal('password_wrong')
  await forgiveGuesses(ctx.db, email, operator.address)
  return { email, provenHash: password_hash }
}
