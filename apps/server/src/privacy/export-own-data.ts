import type { CustomerExport } from '@bestie/contracts/operator-customers'
import type { Ctx } from '../ctx'
import { Refusal } from '../refusal'
import { collectData } from './collect-data'

/** The customers for whom this process is collecting their data. */
const underWay = new Set<string>()

/**
 * A customer's own data, whole. It may be years of messages, which are unsealed one by one: so one export of a customer
 * at a time. Refuses `rate_limited` meanwhile, `not_found`.
 */
export async function exportOwnData(ctx: Ctx, customerId: string): Promise<CustomerExport> {
  if (underWay.has(customerId)) throw new Refusal('rate_limited')
  underWay.add(customerId)
  return await collectData(ctx, customerId).finally(() => underWay.delete(customerId))
}
