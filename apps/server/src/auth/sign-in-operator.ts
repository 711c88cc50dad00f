import type { Ctx } from '../ctx'
import { Refusal } from '../refusal'
import { isPassword } from './passwords'
import type { User } from './tokens'

/** Signs an operator in by email and password. Refuses `credentials_invalid`, alike for an unknown email and a wrong password. */
export async function signInOperator(ctx: Ctx, email: string, password: string): Promise<{ token: string; user: User }> {
  const operator = await ctx.db
    .selectFrom('operators')
    .select(['id', 'role', 'password_hash'])
    .where('email', '=', email)
    .executeTakeFirst()
  const matches = await isPassword(password, operator?.password_hash ?? null)
  if (operator === undefined || !matches) throw new Refusal('credentials_invalid')
  const user = { id: operator.id, role: operator.role }
  return { token: await ctx.tokens.issue(user), user }
}
