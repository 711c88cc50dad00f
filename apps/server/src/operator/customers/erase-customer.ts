import type { CustomerProfile, eraseCustomerBody } from '@bestie/contracts/operator-customers'
import { sql } from 'kysely'
import type { z } from 'zod'
import { signOutEverywhere } from '../../auth/sign-out-everywhere'
import type { Ctx } from '../../ctx'
import { type Tx, transact } from '../../db/transact'
import { lapseCredit } from '../../payment/lapse-credit'
import { Refusal } from '../../refusal'
import { type Actor, audit } from '../audit'
import { readCustomerProfile } from './read-customers'

interface Standing {
  phone: string | null
  email: string | null
  live: string | null
  open: string | null
  credit: number
}

/**
 * Erases a person: contact data, name, devices, and messages with their keys. Payments stay in the books under
 * an anonymous id. Repeating changes nothing. Refuses `not_found`; `something_live` while a search, a chat or
 * an extension goes on; `money_open` while a payment, a failure or a repayment is not settled, or more credit
 * (rupiah) is left than its owner gave up.
 */
export async function eraseCustomer(
  ctx: Ctx,
  admin: Actor,
  customerId: string,
  { reason, lapsing_credit = 0 }: z.infer<typeof eraseCustomerBody>,
): Promise<CustomerProfile> {
  const isErased = await transact(ctx, async (tx) => {
    // Opening a payment or a request locks this row too, and so waits.
    const { rows } = await sql`select from customers where id = ${customerId} and erased_at is null for update`.execute(tx.db)
    if (rows.length === 0) return false
    const { phone, email, live, open, credit } = await readStanding(tx, customerId)
    if (live !== null) throw new Refusal('something_live', { state: live })
    if (open !== null) throw new Refusal('money_open', { state: open })
    if (credit > lapsing_credit) throw new Refusal('money_open', { state: 'credit' })
    if (credit > 0) await lapseCredit(tx, customerId, credit)
    await forget(
      tx,
      customerId,
      [phone, email].filter((address) => address !== null),
    )
    const after = { reason, ...(credit > 0 ? { lapsed_credit: credit } : {}) }
    await audit(tx.db, admin, { action: 'erase_customer', subject: `customers/${customerId}`, after })
    return true
  })
  if (isErased)
    ctx.log.info({ customer_id: customerId }, 'a customer was erased; after restoring an older backup, erase them again')
  return await readCustomerProfile(ctx.db, customerId)
}

async function readStanding(tx: Tx, customerId: string): Promise<Standing> {
  const { rows } = await sql<Standing>`
    select u.phone, u.email, u.credit_balance as credit, (
      select c.status from chat_sessions c
      where c.customer_id = u.id and c.status in ('searching', 'active', 'closing') limit 1) as live,
      case
        when exists (select from payment_sessions p where p.customer_id = u.id and p.status in ('pending', 'confirmed')) then 'payment'
        when exists (
          select from pairing_failures f where f.customer_id = u.id and f.operator_action is null and f.amount > 0
            and (f.cause_tag = 'unexpected_capture'
              or not exists (select from payment_sessions p where p.id = f.payment_session_id and p.status = 'consumed'))) then 'failure'
        when exists (
          select from repayments r join payment_sessions p on p.id = r.payment_session_id
          where p.customer_id = u.id and r.status in ('requested', 'sent')) then 'repayment'
      end as open
    from customers u where u.id = ${customerId}
  `.execute(tx.db)
  return rows[0] as Standing
}

async function forget(tx: Tx, customerId: string, addresses: string[]): Promise<void> {
  const ofTheirs = sql`chat_session_id in (select id from chat_sessions where customer_id = ${customerId})`
  await sql`
    update customers set phone = null, email = null, call_name = 'Teman', language = 'id', erased_at = clock_timestamp(), restricted_at = null,
      blocked_at = coalesce(blocked_at, clock_timestamp())
    where id = ${customerId}
  `.execute(tx.db)
  // Without the key no copy of the messages can be read, wherever it lies; the rows stay, so that `seq` has no gap.
  await sql`delete from chat_keys where ${ofTheirs}`.execute(tx.db)
  await sql`update messages set body = '', sealed = false where ${ofTheirs} and body <> ''`.execute(tx.db)
  await sql`update ratings set comment = null where ${ofTheirs} and comment is not null`.execute(tx.db)
  await signOutEverywhere(tx.db, customerId)
  await sql`delete from consents where customer_id = ${customerId}`.execute(tx.db)
  await sql`delete from push_subscriptions where user_id = ${customerId}`.execute(tx.db)
  await sql`delete from idempotency_keys where user_id = ${customerId}`.execute(tx.db)
  await sql`delete from sign_in_codes where destination = any(${addresses}::text[])`.execute(tx.db)
  await sql`delete from dev_outbox where destination = any(${addresses}::text[])`.execute(tx.db)
}
