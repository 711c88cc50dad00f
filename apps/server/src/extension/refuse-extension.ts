import { sql } from 'kysely'
import { closeSessions } from '../chat/close-session'
import type { Ctx } from '../ctx'
import type { Tx } from '../db/transact'
import { releaseHold } from '../payment/release-hold'
import { repay } from '../payment/repay'
import type { LockedExtension } from './lock-extension'

/** The cause that operators read, by the outcome of the extension. */
const causes = {
  rejected: 'extension_rejected',
  auto_rejected: 'extension_rejected',
  safeguard_tripped: 'extension_safeguard_tripped',
} as const

/**
 * Refuses more time: the payment ends in `failed_pairing` with its failure, and the hold is released. Where the
 * gateway had to capture at once, a job refunds everything. A chat whose time ran out while it waited closes now.
 */
export async function refuseExtension(ctx: Ctx, tx: Tx, extension: LockedExtension, outcome: keyof typeof causes): Promise<void> {
  const { id, chat_session_id, payment_session_id, customer_id, mitra_id } = extension
  const { rows } = await sql<{ ends_at: Date; failure_id: string }>`
    with refused as (
      update extensions set status = ${outcome}, decided_at = ${extension.decided_at}::timestamptz
      where id = ${id} and status = 'pending'
      returning id
    ), payment as (
      update payment_sessions set status = 'failed_pairing', ended_at = clock_timestamp(), open_request_id = null
      where id = ${payment_session_id} and status = 'confirmed'
      returning charged_amount
    ), failure as (
      insert into pairing_failures (payment_session_id, chat_session_id, customer_id, targeted_mitra_id, cause_tag, amount)
      select ${payment_session_id}, ${chat_session_id}, ${customer_id}, ${mitra_id}, ${causes[outcome]}, coalesce(charged_amount, 0) from payment
      returning id
    )
    update chat_sessions c set pending_extension_id = null
    from refused, failure
    where c.id = ${chat_session_id} and c.pending_extension_id = refused.id and c.status = 'active'
    returning c.ends_at, failure.id as failure_id
  `.execute(tx.db)
  if (rows[0] === undefined) throw new Error(`extension ${id} cannot be refused`)
  const { ends_at, failure_id } = rows[0]
  if (extension.charged_amount > 0) await repay(tx, { paymentId: payment_session_id, failureId: failure_id, kind: 'refunded' })
  else await releaseHold(tx, [{ ...extension, id: payment_session_id }])
  const data = { extension_id: id, chat_session_id, outcome, ends_at: ends_at.toISOString() }
  tx.tell([customer_id, mitra_id], { name: 'extension_resolved', data })
  tx.tell([customer_id], { name: 'payment_updated', data: { payment_session_id, status: 'failed_pairing' } })
  const closed = await closeSessions(ctx, tx, 'timer', sql`c.id = ${chat_session_id} and c.ends_at <= clock_timestamp()`)
  if (closed.length === 0) tx.schedule('expire_session', { chat_session_id }, { at: ends_at, key: `session:${chat_session_id}` })
}
