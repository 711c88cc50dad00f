import type { Payment } from '@bestie/contracts/payment'
import type { Ctx } from '../ctx'
import type { ChargeState } from '../gateway/payment-gateway'
import { settleCapture } from './settle-capture'
import { settleHold } from './settle-hold'

/**
 * Settles a capture or a hold that the gateway reports for a payment;
 * no other state moves money. Returns the payment after a capture.
 */
export async function settleCharge(ctx: Ctx, paymentId: string, charge: ChargeState): Promise<Payment | undefined> {
  if (charge.status === 'captured') {
    return await settleCapture(ctx, { paymentId, captureId: charge.capture_id, amount: charge.amount })
  }
  if (charge.status === 'held') await settleHold(ctx, { paymentId, amount: charge.amount })
  return undefined
}
