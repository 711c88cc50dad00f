import { sql } from 'kysely'
import { aFewAtOnce } from '../a-few-at-once'
import type { Ctx } from '../ctx'
import { idsOf } from '../db/ids'
import { transact } from '../db/transact'
import { isAtTheGateway } from './reads'
import { releaseCredit } from './release-credit'
import { type Held, releaseHold } from './release-hold'
import { withdrawCharge } from './withdraw-charge'
import { withdrawLater } from './withdraw-later'

/** How many payments to ask the gateway about at once: after an outage there may be thousands. */
const mostAtOnce = 16

/**
 * Ends all payments past their `expires_at` with one UPDATE: `expired`, and a `payment_session_expired` row for each confirmed
 * one, since its money was taken. Skips a payment whose request is searching or whose extension is open: `open_request_id` is
 * in the same row. Also skips those that wait at the gateway, where `expireWaiting` asks first, and those that somebody has locked:
 * the next sweep finds them, and they keep no other from its end. Returns how many ended.
 */
export async function expirePayments(ctx: Ctx): Promise<number> {
  return await expire(ctx, [])
}

/**
 * The same for payments that wait at the gateway, each once its charge was settled there: the customer may have paid without a
 * notification reaching us. A payment for which the gateway did not answer is left for the next sweep. Returns how many ended;
 * if some could not be settled, throws the gateway's errors once the others have ended.
 */
export async function expireWaiting(ctx: Ctx): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    select id from payment_sessions p where ${waitsAtGateway} and expires_at <= clock_timestamp()
  `.execute(ctx.db)
  const ids = rows.map(({ id }) => id)
  const failures = await aFewAtOnce(ids, mostAtOnce, (id) => withdrawCharge(ctx, id))
  const ended = await expire(
    ctx,
    ids.filter((id) => !failures.has(id)),
  )
  if (failures.size > 0) throw new AggregateError(failures.values(), 'payments that wait at the gateway could not be settled')
  return ended
}

const waitsAtGateway = sql`p.status = 'pending' and ${isAtTheGateway}`

/** `asked` are the payments that waited at the gateway and were settled there. */
async function expire(ctx: Ctx, asked: string[]): Promise<number> {
  return await transact(ctx, async (tx) => {
    const { rows } = await sql<Held & { ended_at: Date; was_confirmed: boolean; was_held: boolean; was_asked: boolean }>`
      with ended as (
        update payment_sessions p set status = 'expired', ended_at = clock_timestamp(), pay_url = null,
          confirmed_at = case when before.status = 'confirmed' then coalesce(p.confirmed_at, p.created_at) end
        from (
          -- now(): only with a constant time are those that are due looked up in their index. The guard below reads the clock.
          select id, status from payment_sessions
          where status in ('pending', 'confirmed') and expires_at <= now() and open_request_id is null
          for no key update skip locked
        ) before
        where p.id = before.id and p.status = before.status and p.expires_at <= clock_timestamp() and p.open_request_id is null
          and (not (${waitsAtGateway}) or p.id = any(${idsOf(asked)}))
        returning p.id, p.customer_id, p.ended_at, p.credit_amount, p.targeted_mitra_id, p.amount, p.charged_amount,
          p.confirmed_at is not null as was_confirmed, p.is_extension and p.charged_amount = 0 as was_held,
          p.confirmed_at is null and ${isAtTheGateway} as was_asked
      ), failure as (
        insert into pairing_failures (payment_session_id, customer_id, targeted_mitra_id, cause_tag, amount)
        select id, customer_id, targeted_mitra_id, 'payment_session_expired', coalesce(charged_amount, amount) from ended where was_confirmed
      )
      select id, customer_id, amount, credit_amount, ended_at, was_confirmed, coalesce(was_held, false) as was_held, was_asked from ended
    `.execute(tx.db)
    await releaseCredit(
      tx,
      rows.filter((row) => !row.was_confirmed),
    )
    await releaseHold(
      tx,
      rows.filter((row) => row.was_confirmed && row.was_held),
    )
    for (const { id, customer_id, ended_at, was_asked } of rows) {
      if (was_asked) withdrawLater(tx, id, ended_at)
      tx.tell([customer_id], { name: 'payment_updated', data: { payment_session_id: id, status: 'expired' } })
    }
    return rows.length
  })
}
