import type { Ctx } from '../ctx'
import { settleCapture } from './settle-capture'
import { settleHold } from './settle-hold'

/**
 * Withdraws what the gateway was asked for, before a pending payment is given up. The customer may have paid without its word reaching
 * us, or we may have died before we heard it: then that is settled, and the payment is no longer pending.
 */
export async function withdrawCharge(ctx: Ctx, paymentId: string): Promise<void> {
  const charge = await ctx.gateway.withdraw(paymentId)
  if (charge.status === 'captured') await settleCapture(ctx, { paymentId, captureId: charge.capture_id, amount: charge.amount })
  if (charge.status === 'held') await settleHold(ctx, paymentId)
}
