import type { Pricing, TierKind } from '@bestie/contracts/payment'
import type { Ctx } from '../ctx'
import { isFreeTrialEligible } from './reads'

/** The tiers on sale now, shortest first, and what this customer has: a free trial, credit (rupiah). */
export async function readPricing({ db, gateway }: Ctx, customerId: string, kind: TierKind): Promise<Pricing> {
  const [tiers, eligible, customer] = await Promise.all([
    db
      .selectFrom('pricing_tiers')
      .select(['id', 'duration_minutes', 'amount'])
      .where('kind', '=', kind)
      .where('active', '=', true)
      .orderBy('duration_minutes')
      .orderBy('amount')
      .execute(),
    kind === 'chat' && isFreeTrialEligible(db, customerId),
    db.selectFrom('customers').select('credit_balance').where('id', '=', customerId).executeTakeFirstOrThrow(),
  ])
  return {
    tiers,
    free_trial_eligible: eligible,
    credit_balance: customer.credit_balance,
    charged_at_once: kind === 'extension' && !gateway.canHold,
  }
}
