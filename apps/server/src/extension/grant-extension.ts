import { sql } from 'kysely'
import type { Tx } from '../db/transact'
import type { LockedExtension } from './lock-extension'

/**
 * Grants more time, by the mitra or by the clock: captures what was held, makes the payment `consumed`, and moves `ends_at` by
 * the duration. A job tells the gateway after the commit. The clock (`auto_approved`) also needs the mitra to be online, as this
 * statement reads it, after the wait for the locks; otherwise nothing changes and the result is false.
 */
export async function grantExtension(
  tx: Tx,
  extension: LockedExtension,
  outcome: 'approved' | 'auto_approved',
): Promise<boolean> {
  const { id, chat_session_id, payment_session_id, customer_id, mitra_id, amount, credit_amount } = extension
  const { rows } = await sql<{ ends_at: Date }>`
    with granted as (
      update extensions set status = ${outcome}, decided_at = ${extension.decided_at}::timestamptz
      where id = ${id} and status = 'pending'
        and (${outcome} = 'approved' or exists (select from mitras m where m.id = ${mitra_id} and m.is_online))
      returning id
    ), payment as (
      update payment_sessions p set status = 'consumed', consumed_at = clock_timestamp(), charged_amount = amount, open_request_id = null
      from granted
      where p.id = ${payment_session_id} and p.status = 'confirmed'
      returning p.id
    )
    update chat_sessions c
    set pending_extension_id = null, ends_at = c.ends_at + make_interval(mins => ${extension.duration_minutes})
    from granted, payment
    where c.id = ${chat_session_id} and c.pending_extension_id = granted.id and c.status = 'active'
    returning c.ends_at
  `.execute(tx.db)
  if (rows[0] === undefined) {
    if (outcome === 'auto_approved') return false
    throw new Error(`extension ${id} cannot be granted`)
  }
  const { ends_at } = rows[0]
  if (extension.charged_amount === 0) {
    const taken = amount - credit_amount
    const moves = [
      { account: 'held' as const, amount },
      { account: 'gateway_held' as const, amount: -taken },
      { account: 'gateway' as const, amount: taken },
      { account: 'sales' as const, amount: -amount },
    ]
    tx.book([{ kind: 'charge', payment_session_id, customer_id, moves }])
    if (taken > 0) tx.schedule('capture_held', { payment_session_id })
  }
  const data = { extension_id: id, chat_session_id, outcome, ends_at: ends_at.toISOString() }
  tx.tell([customer_id, mitra_id], { name: 'extension_resolved', data })
  tx.tell([customer_id], { name: 'payment_updated', data: { payment_session_id, status: 'consumed' } })
  tx.schedule('expire_session', { chat_session_id }, { at: ends_at, key: `session:${chat_session_id}` })
  return true
}
