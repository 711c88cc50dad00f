import type { CustomerExport } from '@bestie/contracts/operator-customers'
import type { Ctx } from '../ctx'
import { Refusal } from '../refusal'
import { collectData } from './collect-data'

/** The customers for whom this process is collecting their data. */
const underWay = new Set<string>()

/**
 * All of a customer's own data. It may hold years of messages, which are unsealed one by one: so a customer gets one export
 * at a time. Refuses `rate_limited` while another is under way in this process, `not_found`.
 */
export async function exportOwnData(ctx: Ctx, customerId: string): Promise<CustomerExport> {
  if (underWay.has(customerId)) throw new Refusal('rate_limited')
  underWay.add(customerId)
  return await collectData(ctx, customerId).finally(() => underWay.delete(customerId))
}
