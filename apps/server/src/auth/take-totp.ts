import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { openTotpSecret } from '../sealing/totp-secret'
import { stepOfCode } from './totp'

/** Uses up an operator's code; returns whether it was right and unused. The guard on the step lets only one of two succeed. */
export async function takeTotp(
  { db, masterKeys, clock }: Pick<Ctx, 'db' | 'masterKeys' | 'clock'>,
  operatorId: string,
  code: string,
): Promise<boolean> {
  const account = await db.selectFrom('operators').select('totp_secret').where('id', '=', operatorId).executeTakeFirst()
  const step = account?.totp_secret
    ? stepOfCode(await openTotpSecret(masterKeys, operatorId, account.totp_secret), code, clock.now())
    : undefined
  if (step === undefined) return false
  const { numAffectedRows } = await sql`
    update operators set totp_last_step = ${step} where id = ${operatorId} and totp_last_step < ${step}
  `.execute(db)
  return numAffectedRows === 1n
}
