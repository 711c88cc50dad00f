import type { RequestType } from '@bestie/contracts/values'
import { type RawBuilder, sql } from 'kysely'
import type { Ctx } from '../ctx'
import { type Tx, transact } from '../db/transact'
import { endReturningRequest } from '../pairing/end-returning-request'
import { openCardOf } from '../pairing/request-card'

/** The guard of the mitra's own toggle: none. */
const always = sql<boolean>`true`

/**
 * Switches a mitra off: their open cards close (which is no decline) and a returning request to them ends at once. No chat
 * ends by it. Repeating changes nothing. `guard` is what the mitra's row must still say when the clock switches them off.
 */
export async function goOffline(ctx: Ctx, mitraId: string, guard: RawBuilder<boolean> = always): Promise<void> {
  await transact(ctx, (tx) => switchOff(ctx, tx, mitraId, guard))
  await ctx.availability.readAnew()
}

/** The same inside another transaction, such as a suspension's. */
export async function switchOff(ctx: Ctx, tx: Tx, mitraId: string, guard: RawBuilder<boolean> = always): Promise<void> {
  const switched = await tx.db
    .updateTable('mitras')
    .set({ is_online: false })
    .where('id', '=', mitraId)
    .where('is_online', '=', true)
    .where(guard)
    .returning('id')
    .execute()
  if (switched.length === 0) return
  tx.tell([mitraId], { name: 'mitra_status', data: { is_online: false } })
  if (guard !== always) tx.schedule('send_push', { to: [mitraId], push: { kind: 'switched_off' } })
  await closeCards(ctx, tx, mitraId)
}

/** Closes every open card of a mitra who is off. Locks the requests' rows, in order, before their cards, as everywhere. */
async function closeCards(ctx: Ctx, tx: Tx, mitraId: string): Promise<void> {
  const { rows } = await sql<{ id: string; request_type: RequestType }>`
    select c.id, c.request_type from chat_sessions c ${openCardOf(mitraId)}
    where c.status = 'searching'
    order by c.id for no key update of c
  `.execute(tx.db)
  for (const returning of rows.filter((request) => request.request_type === 'returning')) {
    await endReturningRequest(ctx, tx, returning.id, 'targeted_mitra_offline')
  }
  const general = rows.filter((request) => request.request_type === 'general').map((request) => request.id)
  await sql`
    update chat_request_notifications set status = 'closed', ended_at = clock_timestamp()
    where mitra_id = ${mitraId} and chat_session_id = any(${general}::uuid[]) and status = 'sent'
  `.execute(tx.db)
  for (const chat_session_id of general) {
    tx.tell([mitraId], { name: 'chat_request_closed', data: { chat_session_id, reason: 'offline' } })
  }
}
