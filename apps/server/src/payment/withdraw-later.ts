import type { Tx } from '../db/transact'

/** How long what was asked for may still be on its way to the gateway, in ms: far longer than a request takes. */
const mostUnderWay = 5 * 60_000

/**
 * Withdraws what the gateway was asked for, five minutes after `decidedAt`, when its payment stopped waiting for it: a request that
 * was on its way may get its money after all, and whoever asked may die before they hear of it.
 */
export function withdrawLater(tx: Tx, paymentId: string, decidedAt: Date): void {
  tx.schedule('withdraw_charge', { payment_session_id: paymentId }, { at: new Date(decidedAt.getTime() + mostUnderWay) })
}
