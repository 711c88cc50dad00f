import type { MitraProfile } from '@bestie/contracts/operator-mitras'
import { sql } from 'kysely'
import { signOutEverywhere } from '../../auth/sign-out-everywhere'
import type { Ctx } from '../../ctx'
import { type Tx, transact } from '../../db/transact'
import { switchOff } from '../../presence/go-offline'
import { Refusal } from '../../refusal'
import { type Actor, audit } from '../audit'
import { readMitraProfile } from './read-mitras'

/**
 * Erases a mitra as a person: contact data, name and devices; they can never return. Their
 * messages stay, since they are their customers' too; ratings stay, under an anonymous id.
 * Repeating changes nothing. Refuses `not_found`; `something_live` while a chat goes on.
 */
export async function eraseMitra(ctx: Ctx, admin: Actor, mitraId: string, reason: string): Promise<MitraProfile> {
  const isErased = await transact(ctx, async (tx) => {
    // An accept waits for this row, and then finds its card closed.
    const { rows } = await sql<{ phone: string | null; email: string | null }>`
      select phone, email from mitras where id = ${mitraId} and erased_at is null for no key update
    `.execute(tx.db)
    if (rows.length === 0) return false
    await switchOff(ctx, tx, mitraId, 'operator')
    const live = await tx.db
      .selectFrom('chat_sessions')
      .select('status')
      .where('mitra_id', '=', mitraId)
      .where('status', 'in', ['active', 'closing'])
      .executeTakeFirst()
    if (live !== undefined) throw new Refusal('something_live', { state: live.status })
    const addresses = rows.flatMap(({ phone, email }) => [phone, email]).filter((address) => address !== null)
    await forget(tx, mitraId, addresses)
    await audit(tx.db, admin, { action: 'erase_mitra', subject: `mitras/${mitraId}`, after: { reason } })
    return true
  })
  if (isErased) {
    ctx.log.info({ mitra_id: mitraId }, 'a mitra was erased; after restoring an older backup, erase them again')
    ctx.availability.changed()
  }
  return await readMitraProfile(ctx, mitraId)
}

async function forget(tx: Tx, mitraId: string, addresses: string[]): Promise<void> {
  await sql`
    update mitras set phone = null, email = null, display_name = 'Bestie', language = 'id', erased_at = clock_timestamp(),
      suspended_at = coalesce(suspended_at, clock_timestamp())
    where id = ${mitraId}
  `.execute(tx.db)
  await signOutEverywhere(tx.db, mitraId)
  await sql`delete from push_subscriptions where user_id = ${mitraId}`.execute(tx.db)
  await sql`delete from idempotency_keys where user_id = ${mitraId}`.execute(tx.db)
  await sql`delete from sign_in_codes where destination = any(${addresses}::text[])`.execute(tx.db)
  await sql`delete from dev_outbox where destination = any(${addresses}::text[])`.execute(tx.db)
}
