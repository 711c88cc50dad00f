import { countGuess, forgiveGuesses, giveBackGuess } from '../../auth/limit-guesses'
import { isPassword } from '../../auth/passwords'
import { takeTotp } from '../../auth/take-totp'
import type { Ctx } from '../../ctx'
import { Refusal } from '../../refusal'
import { audit, type Operator } from '../audit'

/**
 * Proves that the caller knows the password, and a code of the second factor where `totp` is given, which uses it up: a stolen
 * token alone is not enough. Returns the account's email and the hash that was checked. Refuses `password_wrong`, `code_invalid`,
 * `rate_limited`.
 */
export async function proveOneself(
  ctx: Ctx,
  operator: Operator,
  password: string,
  totp?: string,
): Promise<{ email: string; provenHash: string | null }> {
  const { email, password_hash, totp_confirmed_at } = await ctx.db
    .selectFrom('operators')
    .select(['email', 'password_hash', 'totp_confirmed_at'])
    .where('id', '=', operator.id)
    .executeTakeFirstOrThrow()
  await countGuess(ctx.db, email, operator.address)
  const refuse = async (code: 'password_wrong' | 'code_invalid'): Promise<never> => {
    await audit(ctx.db, operator, { action: 'proof_failed', subject: `operators/${operator.id}` })
    throw new Refusal(code)
  }
  if (!(await isPassword(password, password_hash))) return await refuse('password_wrong')
  if (totp !== undefined && !(await takeTotp(ctx, operator.id, totp))) return await refuse('code_invalid')
  // The password alone does not clear the guesses at the second factor.
  const isAll = totp !== undefined || totp_confirmed_at === null
  await (isAll ? forgiveGuesses : giveBackGuess)(ctx.db, email, operator.address)
  return { email, provenHash: password_hash }
}
