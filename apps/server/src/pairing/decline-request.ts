import type { CardStatus, ChatStatus } from '@bestie/contracts/states'
import type { RequestType } from '@bestie/contracts/values'
import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { type Tx, transact } from '../db/transact'
import { availableMitras } from '../presence/available-mitras'
import { Refusal } from '../refusal'
import { endReturningRequest } from './end-returning-request'
import { endSearch } from './end-search'

interface Card {
  status: ChatStatus
  request_type: RequestType
  asked: CardStatus
  /** The instant of the decision, read once, after waiting for the locks; text, since a Date drops the microseconds. */
  at: string
  in_time: boolean
}

/**
 * A mitra declines a request. The last decline of a general request, with nobody else available, ends it at once
 * (`all_mitras_rejected`); a returning request ends with its only decline (`targeted_mitra_rejected`). Repeating
 * succeeds and changes nothing. Refuses `not_found` (never asked), `request_not_searching`, `mitra_offline` (going offline
 * closed their card), `deadline_passed`.
 */
export async function declineRequest(ctx: Ctx, mitraId: string, chatId: string): Promise<void> {
  await transact(ctx, async (tx) => {
    // Lock the request's row first, read after: of two concurrent last declines, the second then sees the first.
    const card = await lockCard(tx, mitraId, chatId)
    if (card === undefined) throw new Refusal('not_found')
    if (card.asked === 'declined') return
    if (card.status !== 'searching') throw new Refusal('request_not_searching', { state: card.status })
    if (card.asked === 'closed') throw new Refusal('mitra_offline', { state: card.status })
    if (!card.in_time) throw new Refusal('deadline_passed', { state: card.status })

    await tx.db
      .updateTable('chat_request_notifications')
      .set({ status: 'declined', ended_at: sql<Date>`${card.at}::timestamptz` })
      .where('chat_session_id', '=', chatId)
      .where('mitra_id', '=', mitraId)
      .where('status', '=', 'sent')
      .execute()
    tx.tell([mitraId], { name: 'chat_request_closed', data: { chat_session_id: chatId, reason: 'declined' } })
    if (card.request_type === 'returning') return await endReturningRequest(ctx, tx, chatId, 'targeted_mitra_rejected', 'mitra')

    const ended = await endSearch(tx, chatId, {
      status: 'rejected',
      endedBy: 'mitra',
      cause: 'all_mitras_rejected',
      guard: sql`not exists (select from chat_request_notifications n where n.chat_session_id = c.id and n.status <> 'declined')
        and not exists (
          select from ${availableMitras(ctx.settings.whole('max_customers_per_mitra'))} free
          where not exists (select from chat_request_notifications n where n.chat_session_id = c.id and n.mitra_id = free.id))`,
    })
    if (ended === undefined) return
    const { customer_id, payment_session_id } = ended
    tx.tell([customer_id], { name: 'pairing_failed', data: { payment_session_id, cause_tag: 'all_mitras_rejected' } })
  })
}

async function lockCard(tx: Tx, mitraId: string, chatId: string): Promise<Card | undefined> {
  const { rows } = await sql<Card>`
    with card as materialized (
      select c.status, c.request_type, c.deadline_at, n.status as asked
      from chat_sessions c join chat_request_notifications n on n.chat_session_id = c.id and n.mitra_id = ${mitraId}
      where c.id = ${chatId}
      for no key update of c, n
    ), moment as materialized (
      select card.*, clock_timestamp() as at from card
    )
    select status, request_type, asked, at::text as at, deadline_at > at as in_time from moment
  `.execute(tx.db)
  return rows[0]
}
