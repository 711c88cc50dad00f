import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables'
import type { ChargeState, PaymentGateway } from './payment-gateway'

type Charge = Pick<Database['mock_gateway.charges'], 'reference' | 'amount' | 'status'>

/**
 * A gateway that moves no money. It captures at once, or (`mode: 'page'`) sends the customer to its own page
 * to pay or fail. Its books are in a separate schema, as another company's would be. Refused in production.
 */
export function mockGateway(
  db: Kysely<Database>,
  { mode, payUrl }: { mode: 'instant' | 'page'; payUrl: (reference: string) => string },
): PaymentGateway {
  const stateOf = (charge: Charge | undefined): ChargeState => {
    if (charge === undefined) return { status: 'unknown' }
    switch (charge.status) {
      case 'captured':
        return { status: 'captured', capture_id: `mock-${charge.reference}`, amount: charge.amount }
      case 'held':
        return { status: 'held', amount: charge.amount }
      case 'waiting':
        return { status: 'waiting', pay_url: payUrl(charge.reference) }
      default:
        return { status: 'failed' }
    }
  }
  const find = (reference: string) =>
    db
      .selectFrom('mock_gateway.charges')
      .select(['reference', 'amount', 'status'])
      .where('reference', '=', reference)
      .executeTakeFirst()
  const move = async (reference: string, from: Charge['status'], to: Charge['status']) => {
    await sql`update mock_gateway.charges set status = ${to} where reference = ${reference} and status = ${from}`.execute(db)
  }

  return {
    canHold: true,
    async charge({ reference, amount, hold, returnUrl }) {
      const status = mode === 'page' && !hold ? 'waiting' : hold ? 'held' : 'captured'
      // Do not wait for the disk: the charge's outcome is committed later, so a crash that loses this row loses that too.
      const { rows } = await sql<Charge>`
        insert into mock_gateway.charges (reference, amount, status, return_url)
        select ${reference}, ${amount}::integer, ${status}, ${returnUrl} from set_config('synchronous_commit', 'off', true)
        on conflict (reference) do nothing
        returning reference, amount, status
      `.execute(db)
      return stateOf(rows[0] ?? (await find(reference)))
    },
    look: async (reference) => stateOf(await find(reference)),
    async withdraw(reference) {
      await move(reference, 'waiting', 'failed')
      return stateOf(await find(reference))
    },
    capture: (reference) => move(reference, 'held', 'captured'),
    release: (reference) => move(reference, 'held', 'released'),
    async refund({ reference, amount, refundKey }) {
      await sql`
        insert into mock_gateway.refunds (refund_key, reference, amount)
        select ${refundKey}, charge.reference, ${amount}::integer
        from (select reference, amount from mock_gateway.charges where reference = ${reference} and status = 'captured' for update) charge
        where charge.amount >= ${amount}::integer + (
          select coalesce(sum(r.amount), 0) from mock_gateway.refunds r where r.reference = charge.reference)
        on conflict (refund_key) do nothing
      `.execute(db)
      const given = await db
        .selectFrom('mock_gateway.refunds')
        .select('amount')
        .where('refund_key', '=', refundKey)
        .executeTakeFirst()
      return given?.amount === amount ? 'settled' : 'failed'
    },
  }
}

/** Does what the customer chose on the mock's page. Returns where to send them back to, or undefined for an unknown reference. */
export async function actOnMockPage(
  db: Kysely<Database>,
  reference: string,
  action: 'pay' | 'fail',
): Promise<string | undefined> {
  await sql`
    update mock_gateway.charges set status = ${action === 'pay' ? 'captured' : 'failed'}
    where reference = ${reference} and status = 'waiting'
  `.execute(db)
  const charge = await db
    .selectFrom('mock_gateway.charges')
    .select('return_url')
    .where('reference', '=', reference)
    .executeTakeFirst()
  return charge?.return_url ?? undefined
}
