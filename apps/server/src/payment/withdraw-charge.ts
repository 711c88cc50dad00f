import type { Ctx } from '../ctx'
import { settleCharge } from './settle-charge'

/**
 * Withdraws what the gateway was asked for, before a pending payment is given up. The customer may have paid without its word reaching
 * us, or we may have died before we heard it: then that is settled, and the payment is no longer pending.
 */
export async function withdrawCharge(ctx: Ctx, paymentId: string): Promise<void> {
  await settleCharge(ctx, paymentId, await ctx.gateway.withdraw(paymentId))
}
