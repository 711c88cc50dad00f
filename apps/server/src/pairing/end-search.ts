import type { ChatStatus, EndedBy } from '@bestie/contracts/states'
import { type RawBuilder, sql } from 'kysely'
import { lockFirst, type Tx } from '../db/transact'
import { isOpenCard } from './request-card'

/** How a general search ends without a chat. */
interface Ending {
  status: Extract<ChatStatus, 'expired' | 'rejected' | 'cancelled'>
  endedBy: EndedBy
  cause: 'no_mitra_available' | 'all_mitras_rejected' | 'customer_cancelled'
  /** A condition on the request's row (`c`) that must still hold for this ending to win. */
  guard: RawBuilder<boolean>
}

/** A search ended by this call, and the mitra whose cards were still open. */
export interface EndedSearch {
  customer_id: string
  payment_session_id: string
  open_cards: string[]
}

/**
 * Ends a searching request with its payment (`failed_pairing`) and the closing failure row, in one statement.
 * Undefined, with nothing changed, if the request is no longer searching or the guard does not hold.
 */
export async function endSearch(
  tx: Tx,
  chatId: string,
  { status, endedBy, cause, guard }: Ending,
): Promise<EndedSearch | undefined> {
  // Sending a late card locks the request's row: after this wait, the next statement sees that card and closes it.
  await sql`${lockFirst} select from chat_sessions where id = ${chatId} for no key update`.execute(tx.db)
  const { rows } = await sql<Omit<EndedSearch, 'open_cards'> & { open_cards: string[] | null }>`
    with request as (
      update chat_sessions c set status = ${status}, ended_by = ${endedBy}, ended_at = clock_timestamp()
      where c.id = ${chatId} and c.status = 'searching' and ${guard}
      returning c.id, c.customer_id, c.payment_session_id
    ), cards as (
      update chat_request_notifications n set status = 'closed', ended_at = clock_timestamp()
      from request where n.chat_session_id = request.id and ${isOpenCard}
      returning n.mitra_id
    ), payment as (
      update payment_sessions p set status = 'failed_pairing', ended_at = clock_timestamp(), open_request_id = null
      from request where p.id = request.payment_session_id and p.status = 'confirmed'
      returning p.id, p.targeted_mitra_id, coalesce(p.charged_amount, p.amount) as amount
    ), failure as (
      insert into pairing_failures (payment_session_id, chat_session_id, customer_id, targeted_mitra_id, cause_tag, amount)
      select payment.id, request.id, request.customer_id, payment.targeted_mitra_id, ${cause}, payment.amount from request, payment
    )
    select customer_id, payment_session_id, (select json_agg(mitra_id) from cards) as open_cards from request
  `.execute(tx.db)
  const ended = rows[0]
  if (ended === undefined) return undefined
  const { customer_id, payment_session_id } = ended
  tx.tell([customer_id], { name: 'payment_updated', data: { payment_session_id, status: 'failed_pairing' } })
  return { customer_id, payment_session_id, open_cards: ended.open_cards ?? [] }
}
