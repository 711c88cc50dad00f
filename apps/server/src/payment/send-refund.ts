import type { RepaymentKind } from '@bestie/contracts/states'
import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { type Tx, transact } from '../db/transact'
import { bookRepayment } from './repay'

interface Sent {
  id: string
  payment_session_id: string
  pairing_failure_id: string
  customer_id: string
  kind: RepaymentKind
  of_unexpected: boolean
  gateway_amount: number
  credit_amount: number
}

/**
 * Sends a refund: requested → sent → settled or failed. Settling also returns the credit part; failing reopens the
 * failure for operators. A sent refund cannot be withdrawn; retries are safe because the repayment's id is the key.
 */
export async function sendRefund(ctx: Ctx, repaymentId: string): Promise<void> {
  const { rows } = await sql<Sent>`
    update repayments r set status = 'sent', changed_at = clock_timestamp()
    from payment_sessions p
    where r.id = ${repaymentId} and r.status in ('requested', 'sent') and p.id = r.payment_session_id
    returning r.id, r.payment_session_id, r.pairing_failure_id, p.customer_id, r.kind, r.of_unexpected, r.gateway_amount, r.credit_amount
  `.execute(ctx.db)
  const sent = rows[0]
  if (sent === undefined) return
  const outcome = await ctx.gateway.refund({
    reference: sent.payment_session_id,
    amount: sent.gateway_amount,
    refundKey: sent.id,
  })
  await transact(ctx, async (tx) => {
    // Lock the failure's row first, as deciding and reopening it do.
    await sql`select from pairing_failures where id = ${sent.pairing_failure_id} for no key update`.execute(tx.db)
    const settled = await tx.db
      .updateTable('repayments')
      .set({ status: outcome, changed_at: sql<Date>`clock_timestamp()` })
      .where('id', '=', repaymentId)
      .where('status', '=', 'sent')
      .executeTakeFirst()
    if (settled.numUpdatedRows === 0n) return
    if (outcome === 'failed') await openAgain(tx, sent)
    else await bookRepayment(tx, { ...movedBy(sent), toGateway: 0, toCredit: sent.credit_amount }, 1)
  })
}

const movedBy = ({ payment_session_id, customer_id, kind, of_unexpected }: Sent) => ({
  paymentId: payment_session_id,
  customerId: customer_id,
  kind,
  unexpected: of_unexpected,
})

/** A failed refund has moved nothing: reverses its booking and reopens its failure for another decision. */
async function openAgain(tx: Tx, sent: Sent): Promise<void> {
  await bookRepayment(tx, { ...movedBy(sent), toGateway: sent.gateway_amount, toCredit: 0 }, -1)
  await sql`
    with opened as (
      update pairing_failures set operator_action = null, actioned_by = null, actioned_at = null where id = ${sent.pairing_failure_id}
      returning id
    )
    insert into audit_log (actor_role, action, subject, before, after)
    select 'system', 'refund_failed', 'pairing_failures/' || id, '"refunded"'::jsonb, null from opened
  `.execute(tx.db)
}
