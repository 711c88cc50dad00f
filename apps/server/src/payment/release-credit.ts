import { sql } from 'kysely'
import type { Tx } from '../db/transact'

/** A payment that ended before anything was taken, and the credit (rupiah) set aside for it. */
export interface SetAside {
  id: string
  customer_id: string
  credit_amount: number
}

/** Returns credit that was set aside, for any number of payments in one statement. */
export async function releaseCredit(tx: Tx, payments: SetAside[]): Promise<void> {
  const withCredit = payments.filter((payment) => payment.credit_amount > 0)
  if (withCredit.length === 0) return
  await sql`
    update customers c set credit_balance = credit_balance + given.credit
    from (
      select customer_id, sum(credit_amount)::integer as credit
      from jsonb_to_recordset(${JSON.stringify(withCredit)}::jsonb) as payment (customer_id uuid, credit_amount integer)
      group by customer_id
    ) given
    where c.id = given.customer_id
  `.execute(tx.db)
  tx.book(
    withCredit.map(({ id, customer_id, credit_amount }) => ({
      kind: 'release',
      payment_session_id: id,
      customer_id,
      moves: [
        { account: 'held', amount: credit_amount },
        { account: 'customer_credit', amount: -credit_amount },
      ],
    })),
  )
}
