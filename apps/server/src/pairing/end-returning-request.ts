import type { EndedBy } from '@bestie/contracts/states'
import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import type { Tx } from '../db/transact'
import { availableMitras } from '../presence/available-mitras'
import { isOpenCard } from './request-card'

/** Why a returning request failed: its status then, and the reason that closes its card. */
const endings = {
  targeted_mitra_rejected: { status: 'rejected', reason: 'declined' },
  targeted_mitra_timeout: { status: 'expired', reason: 'timeout' },
  targeted_mitra_offline: { status: 'expired', reason: 'offline' },
} as const

/** How long, at least, the payment stays usable after a failed attempt, in minutes. */
export const graceMinutes = 5

/**
 * Ends a returning request that was not accepted. The payment stays `confirmed` for at least 5 more minutes,
 * so that the customer may try again, fall back to a blast or give it up; the attempt leaves its own failure
 * row. A timeout ends only a window that has passed. A request that is no longer searching stays as it is.
 */
export async function endReturningRequest(
  ctx: Ctx,
  tx: Tx,
  chatId: string,
  cause: keyof typeof endings,
  endedBy: EndedBy,
): Promise<void> {
  const { status, reason } = endings[cause]
  const { rows } = await sql<{
    customer_id: string
    payment_session_id: string
    other_available: boolean
    open_cards: string[] | null
  }>`
    with request as (
      update chat_sessions c set status = ${status}, ended_by = ${endedBy}, ended_at = clock_timestamp()
      where c.id = ${chatId} and c.status = 'searching' and c.request_type = 'returning'
        and (${cause} <> 'targeted_mitra_timeout' or c.deadline_at <= clock_timestamp())
      returning c.id, c.customer_id, c.payment_session_id
    ), cards as (
      update chat_request_notifications n set status = 'closed', ended_at = clock_timestamp()
      from request where n.chat_session_id = request.id and ${isOpenCard}
      returning n.mitra_id
    ), payment as (
      update payment_sessions p set open_request_id = null,
        expires_at = greatest(p.expires_at, clock_timestamp() + make_interval(mins => ${graceMinutes}))
      from request where p.id = request.payment_session_id
      returning p.id, p.targeted_mitra_id, coalesce(p.charged_amount, p.amount) as amount
    ), failure as (
      insert into pairing_failures (payment_session_id, chat_session_id, customer_id, targeted_mitra_id, cause_tag, amount)
      select payment.id, request.id, request.customer_id, payment.targeted_mitra_id, ${cause}, payment.amount from request, payment
    )
    select request.customer_id, request.payment_session_id, (select json_agg(mitra_id) from cards) as open_cards,
      exists (
        select from ${availableMitras(ctx.settings.whole('max_customers_per_mitra'))} free, payment
        where free.id <> payment.targeted_mitra_id) as other_available
    from request
  `.execute(tx.db)
  const ended = rows[0]
  if (ended === undefined) return
  const { customer_id, payment_session_id, other_available } = ended
  tx.tell([customer_id], { name: 'returning_unavailable', data: { payment_session_id, cause_tag: cause, other_available } })
  tx.tell(ended.open_cards ?? [], { name: 'chat_request_closed', data: { chat_session_id: chatId, reason } })
}
