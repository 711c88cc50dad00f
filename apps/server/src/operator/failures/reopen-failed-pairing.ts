import type { FailedPairing } from '@bestie/contracts/operator-failures'
import type { RepaymentKind, RepaymentStatus } from '@bestie/contracts/states'
import { sql } from 'kysely'
import type { Ctx } from '../../ctx'
import { type Tx, transact } from '../../db/transact'
import { bookRepayment } from '../../payment/repay'
import { Refusal } from '../../refusal'
import { type Actor, audit } from '../audit'
import { readFailedPairing } from './list-failed-pairings'

/**
 * A supervisor reopens a decided failure, with a reason: withdraws a refund that was not sent yet, takes
 * back a credit that is still there. Refuses `not_found`, `not_actioned`, `refund_sent`, `credit_spent`.
 */
export async function reopenFailedPairing(
  ctx: Ctx,
  supervisor: Actor,
  failureId: string,
  reason: string,
): Promise<FailedPairing> {
  await transact(ctx, async (tx) => {
    const { rows } = await sql<{ operator_action: string | null }>`
      select operator_action from pairing_failures where id = ${failureId} for no key update
    `.execute(tx.db)
    const before = rows[0]
    if (before === undefined) throw new Refusal('not_found')
    if (before.operator_action === null) throw new Refusal('not_actioned', { state: 'open' })
    // A repayment beside `no_action` goes back by itself, without this decision: it is not withdrawn with it.
    if (before.operator_action !== 'no_action') await withdrawRepayment(tx, failureId)
    await sql`
      update pairing_failures set operator_action = null, actioned_by = null, actioned_at = null
      where id = ${failureId} and operator_action is not null
    `.execute(tx.db)
    await audit(tx.db, supervisor, {
      action: 'reopen_failed_pairing',
      subject: `pairing_failures/${failureId}`,
      before: before.operator_action,
      after: { reason },
    })
  })
  return await readFailedPairing(ctx.db, failureId)
}

async function withdrawRepayment(tx: Tx, failureId: string): Promise<void> {
  const { rows } = await sql<{
    id: string
    kind: RepaymentKind
    status: RepaymentStatus
    of_unexpected: boolean
    payment_session_id: string
    gateway_amount: number
    credit_amount: number
    customer_id: string
    credit_balance: number
  }>`
    select r.id, r.kind, r.status, r.of_unexpected, r.payment_session_id, r.gateway_amount, r.credit_amount, c.id as customer_id, c.credit_balance
    from repayments r join payment_sessions p on p.id = r.payment_session_id join customers c on c.id = p.customer_id
    where r.pairing_failure_id = ${failureId} and r.status in ('requested', 'sent', 'settled')
    for no key update of r, c
  `.execute(tx.db)
  const repayment = rows[0]
  if (repayment === undefined) return
  const isByGateway = repayment.gateway_amount > 0
  if (isByGateway && repayment.status !== 'requested') throw new Refusal('refund_sent', { state: repayment.status })
  // A repayment through the gateway gives back its credit part only once it is settled.
  const toCredit = isByGateway ? 0 : repayment.credit_amount
  if (repayment.credit_balance < toCredit) throw new Refusal('credit_spent', { state: repayment.kind })
  await tx.db
    .updateTable('repayments')
    .set({ status: 'withdrawn', changed_at: sql<Date>`clock_timestamp()` })
    .where('id', '=', repayment.id)
    .execute()
  await bookRepayment(
    tx,
    {
      paymentId: repayment.payment_session_id,
      customerId: repayment.customer_id,
      kind: repayment.kind,
      toGateway: repayment.gateway_amount,
      toCredit,
      unexpected: repayment.of_unexpected,
    },
    -1,
  )
}
