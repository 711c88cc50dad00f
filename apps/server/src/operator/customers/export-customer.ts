import type { CustomerExport } from '@bestie/contracts/operator-customers'
import type { Ctx } from '../../ctx'
import { collectData } from '../../privacy/collect-data'
import { type Actor, audit } from '../audit'

/** All stored data of a customer, to hand to them. The audit log records the export. Refuses `not_found`. */
export async function exportCustomer(ctx: Ctx, supervisor: Actor, customerId: string, reason: string): Promise<CustomerExport> {
  const data = await collectData(ctx, customerId)
  await audit(ctx.db, supervisor, { action: 'export_customer', subject: `customers/${customerId}`, after: { reason } })
  return data
}
