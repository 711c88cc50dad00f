import type { Tx } from '../db/transact'
import { releaseCredit, type SetAside } from './release-credit'

/** A payment whose amount (rupiah) was held and not captured. */
export interface Held extends SetAside {
  amount: number
}

/** Releases a hold: the customer's credit at once, the gateway's part by a job after the commit. */
export async function releaseHold(tx: Tx, payments: Held[]): Promise<void> {
  await releaseCredit(tx, payments)
  const atGateway = payments
    .map((payment) => ({ ...payment, held: payment.amount - payment.credit_amount }))
    .filter(({ held }) => held > 0)
  tx.book(
    atGateway.map(({ id, customer_id, held }) => ({
      kind: 'release',
      payment_session_id: id,
      customer_id,
      moves: [
        { account: 'held', amount: held },
        { account: 'gateway_held', amount: -held },
      ],
    })),
  )
  for (const { id } of atGateway) tx.schedule('release_held', { payment_session_id: id })
}
