import type { Tx } from '../db/transact'

/** Takes back all that is left (rupiah) of a customer's credit, which its owner has given up. The caller holds the customer's row. */
export async function lapseCredit(tx: Tx, customerId: string, left: number): Promise<void> {
  await tx.db.updateTable('customers').set({ credit_balance: 0 }).where('id', '=', customerId).execute()
  tx.book([
    {
      kind: 'credit',
      // What is left may come from several payments.
      payment_session_id: null,
      customer_id: customerId,
      moves: [
        { account: 'customer_credit', amount: left },
        { account: 'sales', amount: -left },
      ],
    },
  ])
}
