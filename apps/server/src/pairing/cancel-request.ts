import type { CustomerChat } from '@bestie/contracts/chat'
import { sql } from 'kysely'
import { readCustomerChat } from '../chat/reads'
import type { Ctx } from '../ctx'
import { transact } from '../db/transact'
import { Refusal } from '../refusal'
import { endSearch } from './end-search'

/**
 * The customer cancels a searching request: the payment ends (`failed_pairing`, `customer_cancelled`)
 * and the cards close. Their own other devices are told silently; nobody gets a failure event.
 * Repeating succeeds and changes nothing. Refuses `not_found`, `request_not_searching`.
 */
export async function cancelRequest(ctx: Ctx, customerId: string, chatId: string): Promise<CustomerChat> {
  await transact(ctx, async (tx) => {
    const ended = await endSearch(tx, chatId, {
      status: 'cancelled',
      endedBy: 'customer',
      cause: 'customer_cancelled',
      guard: sql`c.customer_id = ${customerId}`,
    })
    if (ended === undefined) return
    const { payment_session_id, open_cards } = ended
    tx.tell([customerId], { name: 'search_cancelled', data: { payment_session_id } })
    tx.tell(open_cards, { name: 'chat_request_closed', data: { chat_session_id: chatId, reason: 'cancelled' } })
  })
  const request = await readCustomerChat(ctx.db, customerId, chatId, ctx.settings)
  if (request.status !== 'cancelled') throw new Refusal('request_not_searching', { state: request.status })
  return request
}
