import type { Extension } from '@bestie/contracts/extension'
import { type Kysely, sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { loadPart } from '../chat/load-part'
import type { Ctx } from '../ctx'
import type { Database } from '../db/tables'
import { transact } from '../db/transact'
import { readPayment } from '../payment/reads'
import { Refusal } from '../refusal'
import { readExtension } from './reads'

/**
 * The customer asks for more time with a payment held for it. The mitra has `extension_timeout_seconds`; what
 * silence means is fixed now, by the setting. The end of the chat waits for the answer. Repeating with the same payment
 * returns the same extension. Refuses `not_found`, `chat_not_active`, `extension_open`, `payment_not_confirmed`.
 */
export async function requestExtension(ctx: Ctx, customerId: string, chatId: string, paymentId: string): Promise<Extension> {
  await loadPart(ctx.db, customerId, chatId)
  const payment = await readPayment(ctx.db, customerId, paymentId)
  if (!payment.is_extension || payment.extended_chat_session_id !== chatId) throw new Refusal('not_found')
  const before = await askedWith(ctx.db, paymentId)
  if (before !== undefined) return await readExtension(ctx.db, before)

  const extensionId = uuidv7()
  const timeout = ctx.settings.whole('extension_timeout_seconds')
  const askedId = await transact(ctx, async (tx) => {
    const { rows } = await sql<{
      refused: boolean
      status: string
      is_open: boolean
      payment_status: string
      mitra_id: string
      deadline_at: Date
    }>`
      with locked as materialized (
        select c.id, c.status, c.mitra_id, c.pending_extension_id, c.ends_at, p.id as payment_id, p.status as payment_status,
          p.open_request_id, p.expires_at, p.duration_minutes, p.amount
        from chat_sessions c join payment_sessions p on p.id = ${paymentId}
        where c.id = ${chatId}
        for no key update of c, p
      ), allowed as materialized (
        select * from locked
        where status = 'active' and pending_extension_id is null and ends_at > clock_timestamp()
          and payment_status = 'confirmed' and open_request_id is null and expires_at > clock_timestamp()
      ), extension as (
        insert into extensions (id, chat_session_id, payment_session_id, duration_minutes, amount, timeout_seconds, default_action, deadline_at)
        select ${extensionId}, id, payment_id, duration_minutes, amount, ${timeout}::integer, ${ctx.settings.extensionDefaultAction()},
          clock_timestamp() + make_interval(secs => ${timeout}::integer)
        from allowed
        returning deadline_at
      ), chat as (
        update chat_sessions c set pending_extension_id = ${extensionId} from allowed where c.id = allowed.id
      ), payment as (
        update payment_sessions p set open_request_id = ${extensionId} from allowed where p.id = allowed.payment_id
      )
      -- What is past its time counts as over before its timer or a sweep has ended it.
      select
        case when status = 'active' and pending_extension_id is null and ends_at <= clock_timestamp() then 'closing'
          else status end as status,
        case when payment_status = 'confirmed' and expires_at <= clock_timestamp() then 'expired' else payment_status end
          as payment_status,
        pending_extension_id is not null as is_open, mitra_id, deadline_at, deadline_at is null as refused
      from locked left join extension on true
    `.execute(tx.db)
    const outcome = rows[0]
    if (outcome === undefined) throw new Refusal('not_found')
    if (outcome.refused) {
      const asked = await askedWith(tx.db, paymentId)
      if (asked !== undefined) return asked
      if (outcome.is_open) throw new Refusal('extension_open', { state: outcome.status })
      if (outcome.payment_status !== 'confirmed') throw new Refusal('payment_not_confirmed', { state: outcome.payment_status })
      throw new Refusal('chat_not_active', { state: outcome.status })
    }
    const { mitra_id, deadline_at } = outcome
    const { duration_minutes, amount } = payment
    const data = { extension_id: extensionId, chat_session_id: chatId, duration_minutes, amount, timeout_seconds: timeout }
    tx.tell([mitra_id, customerId], { name: 'extension_requested', data: { ...data, deadline_at: deadline_at.toISOString() } })
    tx.schedule('settle_extension', { extension_id: extensionId }, { at: deadline_at, key: `extension:${extensionId}` })
    return extensionId
  })
  return await readExtension(ctx.db, askedId)
}

/** The id of the extension requested with this payment. */
async function askedWith(db: Kysely<Database>, paymentId: string): Promise<string | undefined> {
  const asked = await db.selectFrom('extensions').select('id').where('payment_session_id', '=', paymentId).executeTakeFirst()
  return asked?.id
}
