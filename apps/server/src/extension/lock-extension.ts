import type { ExtensionStatus } from '@bestie/contracts/extension'
import type { ExtensionDefault } from '@bestie/contracts/states'
import { sql } from 'kysely'
import type { Tx } from '../db/transact'

/** An extension with its chat and its payment, all three locked. Amounts are rupiah. */
export interface LockedExtension {
  id: string
  status: ExtensionStatus
  default_action: ExtensionDefault
  duration_minutes: number
  /** The instant of the decision, read once, after waiting for the locks; text, since a Date drops the microseconds. */
  decided_at: string
  /** Whether the deadline was still ahead at that instant. */
  in_time: boolean
  chat_session_id: string
  customer_id: string
  mitra_id: string
  payment_session_id: string
  amount: number
  credit_amount: number
  /** 0 while the money is only held. */
  charged_amount: number
}

/** Locks the chat, the extension and its payment, in the same order as everywhere. Undefined if there is no such extension. */
export async function lockExtension(tx: Tx, extensionId: string): Promise<LockedExtension | undefined> {
  const { rows } = await sql<LockedExtension>`
    with locked as materialized (
      select e.id, e.status, e.default_action, e.duration_minutes, e.deadline_at, e.chat_session_id, c.customer_id, c.mitra_id,
        e.payment_session_id, p.amount, p.credit_amount, coalesce(p.charged_amount, 0) as charged_amount
      from extensions e
      join chat_sessions c on c.id = e.chat_session_id
      join payment_sessions p on p.id = e.payment_session_id
      where e.id = ${extensionId}
      for no key update of c, e, p
    ), decision as materialized (
      select locked.*, clock_timestamp() as at from locked
    )
    select decision.*, at::text as decided_at, deadline_at > at as in_time from decision
  `.execute(tx.db)
  return rows[0]
}
