import type { OperatorSelf, TotpBegun } from '@bestie/contracts/operator-account'
import { sql } from 'kysely'
import { countGuess, forgiveGuesses } from '../../auth/limit-guesses'
import { newTotpSecret, otpauthUri, stepOfCode } from '../../auth/totp'
import type { Ctx } from '../../ctx'
import { transact } from '../../db/transact'
import { Refusal } from '../../refusal'
import { openTotpSecret, sealTotpSecret } from '../../sealing/totp-secret'
import { audit, type Operator } from '../audit'
import { proveOneself } from './prove-oneself'
import { readSelf } from './read-self'

/** Begins a second factor with a new secret; it takes effect once confirmed. Refuses `password_wrong`, `totp_enabled`, `rate_limited`. */
export async function beginTotp(ctx: Ctx, operator: Operator, password: string): Promise<TotpBegun> {
  const { email } = await proveOneself(ctx, operator, password)
  const secret = newTotpSecret()
  const begun = await ctx.db
    .updateTable('operators')
    .set({ totp_secret: sealTotpSecret(ctx.masterKeys, operator.id, secret) })
    .where('id', '=', operator.id)
    .where('totp_confirmed_at', 'is', null)
    .executeTakeFirst()
  if (begun.numUpdatedRows === 0n) throw new Refusal('totp_enabled', { state: 'enabled' })
  return { secret, otpauth_uri: otpauthUri(secret, email) }
}

/**
 * Confirms the second factor with the authenticator app's first code, which that
 * uses up. Refuses `totp_not_begun`, `totp_enabled`, `code_invalid`, `rate_limited`.
 */
export async function confirmTotp(ctx: Ctx, operator: Operator, code: string): Promise<OperatorSelf> {
  const { email, totp_secret, totp_confirmed_at } = await ctx.db
    .selectFrom('operators')
    .select(['email', 'totp_secret', 'totp_confirmed_at'])
    .where('id', '=', operator.id)
    .executeTakeFirstOrThrow()
  if (totp_confirmed_at !== null) throw new Refusal('totp_enabled', { state: 'enabled' })
  if (totp_secret === null) throw new Refusal('totp_not_begun', { state: 'none' })
  await countGuess(ctx.db, email, operator.address)
  const step = stepOfCode(await openTotpSecret(ctx.masterKeys, operator.id, totp_secret), code, ctx.clock.now())
  if (step === undefined) {
    await audit(ctx.db, operator, { action: 'proof_failed', subject: `operators/${operator.id}` })
    throw new Refusal('code_invalid')
  }
  await transact(ctx, async (tx) => {
    const { numAffectedRows } = await sql`
      update operators set totp_confirmed_at = clock_timestamp(), totp_last_step = ${step}
      where id = ${operator.id} and totp_confirmed_at is null and totp_secret = ${totp_secret} and totp_last_step < ${step}
    `.execute(tx.db)
    if (numAffectedRows !== 1n) throw new Refusal('code_invalid')
    await forgiveGuesses(tx.db, email, operator.address)
    await audit(tx.db, operator, { action: 'set_up_totp', subject: `operators/${operator.id}` })
  })
  return await readSelf(ctx.db, operator.id)
}
