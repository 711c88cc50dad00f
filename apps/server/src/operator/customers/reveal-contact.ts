import type { CustomerContact } from '@bestie/contracts/operator-customers'
import type { Ctx } from '../../ctx'
import { transact } from '../../db/transact'
import { Refusal } from '../../refusal'
import { type Actor, audit } from '../audit'

/** A customer's contact data. The audit log records who saw it and why. Refuses `not_found`. */
export async function revealContact(ctx: Ctx, supervisor: Actor, customerId: string, reason: string): Promise<CustomerContact> {
  return await transact(ctx, async (tx) => {
    const contact = await tx.db.selectFrom('customers').select(['phone', 'email']).where('id', '=', customerId).executeTakeFirst()
    if (contact === undefined) throw new Refusal('not_found')
    await audit(tx.db, supervisor, { action: 'reveal_contact', subject: `customers/${customerId}`, after: { reason } })
    return contact
  })
}
