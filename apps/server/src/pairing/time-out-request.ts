import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { transact } from '../db/transact'
import { endReturningRequest } from './end-returning-request'
import { endSearch } from './end-search'

/**
 * Closes a request whose deadline has passed: a general one ends its payment (`no_mitra_available`, also if nobody could be
 * asked), a returning one leaves it `confirmed` (`targeted_mitra_timeout`). Called too early or too late, it changes nothing.
 */
export async function timeOutRequest(ctx: Ctx, chatId: string): Promise<void> {
  await transact(ctx, async (tx) => {
    await endReturningRequest(ctx, tx, chatId, 'targeted_mitra_timeout', 'timer')
    const ended = await endSearch(tx, chatId, {
      status: 'expired',
      endedBy: 'timer',
      cause: 'no_mitra_available',
      guard: sql`c.request_type = 'general' and c.deadline_at <= clock_timestamp()`,
    })
    if (ended === undefined) return
    const { customer_id, payment_session_id, open_cards } = ended
    tx.tell([customer_id], { name: 'pairing_failed', data: { payment_session_id, cause_tag: 'no_mitra_available' } })
    tx.tell(open_cards, { name: 'chat_request_closed', data: { chat_session_id: chatId, reason: 'timeout' } })
  })
}
