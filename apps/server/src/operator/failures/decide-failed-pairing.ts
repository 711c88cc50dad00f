import type { FailedPairing, OperatorAction } from '@bestie/contracts/operator-failures'
import { sql } from 'kysely'
import type { Ctx } from '../../ctx'
import { transact } from '../../db/transact'
import { repay } from '../../payment/repay'
import { Refusal } from '../../refusal'
import { type Actor, audit } from '../audit'
import { readFailedPairing } from './list-failed-pairings'

interface Failure {
  operator_action: string | null
  payment_session_id: string | null
  cause_tag: string
  amount: number
}

/**
 * An operator decides a failure; the first decision is final. `refunded` and `credited` return
 * the money, once per payment, whichever of its failures is decided; an amount of 0 is recorded
 * and moves nothing. Refuses `not_found`, `already_actioned`, and what `repay` refuses.
 */
export async function decideFailedPairing(
  ctx: Ctx,
  operator: Actor,
  failureId: string,
  { action, note }: { action: OperatorAction; note?: string | undefined },
): Promise<FailedPairing> {
  await transact(ctx, async (tx) => {
    const { rows } = await sql<Failure>`
      select operator_action, payment_session_id, cause_tag, amount from pairing_failures where id = ${failureId} for no key update
    `.execute(tx.db)
    const failure = rows[0]
    if (failure === undefined) throw new Refusal('not_found')
    if (failure.operator_action !== null) throw new Refusal('already_actioned', { state: failure.operator_action })
    if (action !== 'no_action' && failure.amount > 0) {
      if (failure.payment_session_id === null) throw new Refusal('not_captured', { state: 'no_payment' })
      await repay(tx, {
        paymentId: failure.payment_session_id,
        failureId,
        kind: action,
        ...(failure.cause_tag === 'unexpected_capture' ? { unexpected: failure.amount } : {}),
      })
    }
    await sql`
      update pairing_failures set operator_action = ${action}, actioned_by = ${operator.id}, actioned_at = clock_timestamp()
      where id = ${failureId} and operator_action is null
    `.execute(tx.db)
    await audit(tx.db, operator, {
      action: 'decide_failed_pairing',
      subject: `pairing_failures/${failureId}`,
      after: { action, note },
    })
  })
  return await readFailedPairing(ctx.db, failureId)
}
