import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { transact } from '../db/transact'

/**
 * Books a hold of this amount (rupiah): confirms the extension's payment with nothing charged yet. If the payment ended
 * meanwhile, was captured anyway, is no extension or wants another amount, a job releases the hold.
 */
export async function settleHold(ctx: Ctx, { paymentId, amount }: { paymentId: string; amount: number }): Promise<void> {
  await transact(ctx, async (tx) => {
    const { rows } = await sql<{ customer_id: string; gateway_amount: number }>`
      update payment_sessions set status = 'confirmed', confirmed_at = clock_timestamp(), charged_amount = 0, pay_url = null,
        expires_at = clock_timestamp() + make_interval(mins => ${ctx.settings.whole('payment_session_timeout_minutes')})
      where id = ${paymentId} and status = 'pending' and is_extension and amount - credit_amount = ${amount}
      returning customer_id, amount - credit_amount as gateway_amount
    `.execute(tx.db)
    const confirmed = rows[0]
    if (confirmed === undefined) {
      const useless = await sql`
        select from payment_sessions p where p.id = ${paymentId} and p.amount > p.credit_amount and not exists (
          select from ledger_entries l where l.payment_session_id = p.id and l.kind = 'hold' and l.account = 'gateway_held')
      `.execute(tx.db)
      if (useless.rows.length > 0) tx.schedule('release_held', { payment_session_id: paymentId })
      return
    }
    tx.book([
      {
        kind: 'hold',
        payment_session_id: paymentId,
        customer_id: confirmed.customer_id,
        moves: [
          { account: 'gateway_held', amount: confirmed.gateway_amount },
          { account: 'held', amount: -confirmed.gateway_amount },
        ],
      },
    ])
    tx.tell([confirmed.customer_id], { name: 'payment_updated', data: { payment_session_id: paymentId, status: 'confirmed' } })
  })
}
