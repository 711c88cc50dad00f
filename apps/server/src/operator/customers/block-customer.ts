import type { CustomerProfile } from '@bestie/contracts/operator-customers'
import { sql } from 'kysely'
import type { Ctx } from '../../ctx'
import { transact } from '../../db/transact'
import { Refusal } from '../../refusal'
import { type Actor, audit } from '../audit'
import { readCustomerProfile } from './read-customers'

/**
 * Blocks a customer: no new payment and no new sign-in. Present sign-ins remain, so that a live
 * chat goes on and paid chats can be used. Repeating changes nothing. Refuses `not_found`.
 */
export async function blockCustomer(ctx: Ctx, supervisor: Actor, customerId: string, reason: string): Promise<CustomerProfile> {
  await transact(ctx, async (tx) => {
    const { numAffectedRows } = await sql`
      update customers set blocked_at = clock_timestamp() where id = ${customerId} and blocked_at is null
    `.execute(tx.db)
    if (numAffectedRows === 0n) return
    await audit(tx.db, supervisor, { action: 'block_customer', subject: `customers/${customerId}`, after: { reason } })
  })
  return await readCustomerProfile(ctx.db, customerId)
}

/** Unblocks a customer. Repeating changes nothing. Refuses `not_found`, `customer_erased`. */
export async function unblockCustomer(ctx: Ctx, supervisor: Actor, customerId: string, reason: string): Promise<CustomerProfile> {
  await transact(ctx, async (tx) => {
    const { numAffectedRows } = await sql`
      update customers set blocked_at = null where id = ${customerId} and blocked_at is not null and erased_at is null
    `.execute(tx.db)
    if (numAffectedRows === 0n) return
    await audit(tx.db, supervisor, { action: 'unblock_customer', subject: `customers/${customerId}`, after: { reason } })
  })
  const profile = await readCustomerProfile(ctx.db, customerId)
  if (profile.erased_at !== null) throw new Refusal('customer_erased', { state: 'erased' })
  return profile
}
