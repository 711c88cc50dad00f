import type { operatorSignedIn } from '@bestie/contracts/operator-account'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { Ctx } from '../ctx'
import { transact } from '../db/transact'
import { audit } from '../operator/audit'
import { Refusal } from '../refusal'
import { countGuess, forgiveGuesses, giveBackGuess } from './limit-guesses'
import { dutiesOf } from './operator-standing'
import { isPassword } from './passwords'
import { takeTotp } from './take-totp'
import { issueToken } from './tokens'

/** How long an operator stays signed in, in days. */
const lifetimeDays = 7

/** An email, a password, and the second factor's code where the account has one. */
interface Credentials {
  email: string
  password: string
  totp?: string | undefined
}

/**
 * Signs an operator in. Refuses `credentials_invalid`, alike for an unknown email, a wrong password and a disabled
 * account; `totp_required` and `totp_wrong` only after a right password; `rate_limited` after too many guesses.
 */
export async function signInOperator(
  ctx: Ctx,
  { email, password, totp }: Credentials,
  from: { address: string; userAgent: string | undefined },
): Promise<z.infer<typeof operatorSignedIn>> {
  await countGuess(ctx.db, email, from.address)
  const operator = await ctx.db
    .selectFrom('operators')
    .select(['id', 'email', 'role', 'password_hash', 'disabled_at', 'password_must_change', 'totp_required', 'totp_confirmed_at'])
    .where('email', '=', email)
    .executeTakeFirst()
  const matches = await isPassword(password, operator?.password_hash ?? null)
  const refuse = async (code: 'credentials_invalid' | 'totp_wrong'): Promise<never> => {
    const who = operator ?? { id: null, role: 'operator' as const }
    await audit(ctx.db, { ...who, ...from }, { action: 'sign_in_failed', subject: `operators/${operator?.id ?? 'unknown'}` })
    throw new Refusal(code)
  }
  if (operator === undefined || !matches || operator.disabled_at !== null) return await refuse('credentials_invalid')
  const hasTotp = operator.totp_confirmed_at !== null
  if (hasTotp && totp === undefined) {
    await giveBackGuess(ctx.db, email, from.address)
    throw new Refusal('totp_required')
  }
  if (hasTotp && !(await takeTotp(ctx, operator.id, totp as string))) return await refuse('totp_wrong')
  const user = { id: operator.id, role: operator.role }
  const token = await transact(ctx, async (tx) => {
    // A concurrent password change or disabling ends only the sessions it sees, so this one must not start after it.
    const { rows } = await sql`
      select from operators where id = ${operator.id} and password_hash = ${operator.password_hash} and disabled_at is null for share
    `.execute(tx.db)
    if (rows.length === 0) return undefined
    await forgiveGuesses(tx.db, email, from.address)
    await audit(tx.db, { ...user, ...from }, { action: 'sign_in', subject: `operators/${user.id}` })
    return await issueToken(tx.db, user, { lifetimeDays, ...from })
  })
  if (token === undefined) return await refuse('credentials_invalid')
  const duties = dutiesOf({ must_change: operator.password_must_change, must_set_up: operator.totp_required && !hasTotp })
  return { token, user: { ...user, email: operator.email }, duties }
}
