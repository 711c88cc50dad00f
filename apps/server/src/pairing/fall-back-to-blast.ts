import type { CustomerChat } from '@bestie/contracts/chat'
import type { Ctx } from '../ctx'
import { readPayment } from '../payment/reads'
import { blast, refuseBlast } from './start-blast'

/**
 * After a failed returning request: a general blast on the same payment, at no further charge. Repeating with the same `madeId`
 * returns the request in its present state. Refuses `not_found`, `already_searching` during a search, `payment_not_confirmed`,
 * `account_restricted`, and `invalid_request` for the payment of an extension.
 */
export async function fallBackToBlast(ctx: Ctx, customerId: string, paymentId: string, madeId?: string): Promise<CustomerChat> {
  const chat = await blast(ctx, { customerId, paymentId, madeId })
  if (chat !== undefined) return chat
  return await refuseBlast(ctx, customerId, await readPayment(ctx.db, customerId, paymentId))
}
