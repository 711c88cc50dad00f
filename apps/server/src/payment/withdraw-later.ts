import type { Tx } from '../db/transact'

/** How long a request to the gateway may still be in flight, in ms: far longer than one takes. */
const mostUnderWay = 5 * 60_000

/**
 * Schedules a withdrawal five minutes after `decidedAt`, when the payment
 * stopped waiting: a request in flight may still succeed after its sender died.
 */
export function withdrawLater(tx: Tx, paymentId: string, decidedAt: Date): void {
  tx.schedule('withdraw_charge', { payment_session_id: paymentId }, { at: new Date(decidedAt.getTime() + mostUnderWay) })
}
