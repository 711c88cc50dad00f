import type { Ctx } from '../ctx'
import { settleCharge } from './settle-charge'

/**
 * Withdraws a pending payment's charge at the gateway before the payment is given up. If the customer has paid without the
 * notification reaching us, or we died before receiving the answer, settles that: the payment is then no longer pending.
 */
export async function withdrawCharge(ctx: Ctx, paymentId: string): Promise<void> {
  await settleCharge(ctx, paymentId, await ctx.gateway.withdraw(paymentId))
}
