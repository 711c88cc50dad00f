import type { CustomerChat } from '@bestie/contracts/chat'
import type { Ctx } from '../ctx'
import { readPayment, stateInTheWay } from '../payment/reads'
import { refuseRestricted } from '../privacy/refuse-restricted'
import { Refusal } from '../refusal'
import { blast } from './start-blast'

/**
 * After a failed returning request: a general blast on the same payment, at no further charge. Repeating with the same `madeId`
 * returns the request in its present state. Refuses `not_found`, `already_searching` during a search, `payment_not_confirmed`,
 * `account_restricted`, and `invalid_request` for the payment of an extension.
 */
export async function fallBackToBlast(ctx: Ctx, customerId: string, paymentId: string, madeId?: string): Promise<CustomerChat> {
  const chat = await blast(ctx, { customerId, paymentId, madeId })
  if (chat !== undefined) return chat
  const payment = await readPayment(ctx.db, customerId, paymentId)
  if (payment.status === 'confirmed' && payment.chat_session_id !== null)
    throw new Refusal('already_searching', { state: 'searching' })
  if (payment.is_extension) throw new Refusal('invalid_request', { detail: 'this payment is for an extension' })
  await refuseRestricted(ctx.db, customerId)
  throw new Refusal('payment_not_confirmed', { state: await stateInTheWay(ctx.db, payment) })
}
