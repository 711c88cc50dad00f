import type { CustomerProfile } from '@bestie/contracts/operator-customers'
import { sql } from 'kysely'
import type { Ctx } from '../../ctx'
import { transact } from '../../db/transact'
import { type Actor, audit } from '../audit'
import { readCustomerProfile } from './read-customers'

/**
 * Restricts a customer's data to being stored, at their request: nothing new starts, no operator reads
 * messages, and retention deletes nothing. A live chat goes on. Repeating changes nothing. Refuses `not_found`.
 */
export async function restrictCustomer(
  ctx: Ctx,
  supervisor: Actor,
  customerId: string,
  reason: string,
): Promise<CustomerProfile> {
  await transact(ctx, async (tx) => {
    const { numAffectedRows } = await sql`
      update customers set restricted_at = clock_timestamp() where id = ${customerId} and restricted_at is null and erased_at is null
    `.execute(tx.db)
    if (numAffectedRows === 0n) return
    await audit(tx.db, supervisor, { action: 'restrict_customer', subject: `customers/${customerId}`, after: { reason } })
  })
  return await readCustomerProfile(ctx.db, customerId)
}

/** Lifts the restriction. Repeating changes nothing. Refuses `not_found`. */
export async function unrestrictCustomer(
  ctx: Ctx,
  supervisor: Actor,
  customerId: string,
  reason: string,
): Promise<CustomerProfile> {
  await transact(ctx, async (tx) => {
    const { numAffectedRows } = await sql`
      update customers set restricted_at = null where id = ${customerId} and restricted_at is not null
    `.execute(tx.db)
    if (numAffectedRows === 0n) return
    await audit(tx.db, supervisor, { action: 'unrestrict_customer', subject: `customers/${customerId}`, after: { reason } })
  })
  return await readCustomerProfile(ctx.db, customerId)
}
