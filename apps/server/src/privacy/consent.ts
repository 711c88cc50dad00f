import { consentVersion } from '@bestie/contracts/consent-version'
import type { Consent } from '@bestie/contracts/privacy'
import { sql } from 'kysely'
import type { Ctx } from '../ctx'

/**
 * Records that a customer agreed, now, to the consent text of this version; for an erased customer, nothing. Repeating
 * changes nothing.
 */
export async function giveConsent(ctx: Ctx, customerId: string, version: string): Promise<Consent> {
  await sql`
    insert into consents (customer_id, version)
    select id, ${version} from customers where id = ${customerId} and erased_at is null for key share
    on conflict do nothing
  `.execute(ctx.db)
  return await readConsent(ctx, customerId)
}

/**
 * Withdraws a customer's consent. The next sweep forgets what was said in their chats
 * that are over; later chats are forgotten once they are over. Repeating changes nothing.
 */
export async function withdrawConsent(ctx: Ctx, customerId: string): Promise<Consent> {
  await sql`
    update consents set withdrawn_at = clock_timestamp() where customer_id = ${customerId} and withdrawn_at is null
  `.execute(ctx.db)
  return await readConsent(ctx, customerId)
}

/** What a customer agreed to. */
export async function readConsent(ctx: Ctx, customerId: string): Promise<Consent> {
  const last = await ctx.db
    .selectFrom('consents')
    .select(['version', 'given_at', 'withdrawn_at'])
    .where('customer_id', '=', customerId)
    // A consent in force before a withdrawn one; of two in force, the newer.
    .orderBy(sql`withdrawn_at is null`, 'desc')
    .orderBy('given_at', 'desc')
    .executeTakeFirst()
  const isGiven = last !== undefined && last.withdrawn_at === null
  return {
    version: consentVersion,
    given_version: isGiven ? last.version : null,
    given_at: isGiven ? last.given_at.toISOString() : null,
    withdrawn_at: last?.withdrawn_at?.toISOString() ?? null,
    messages_kept_days: ctx.settings.whole('retention_messages_days'),
  }
}
