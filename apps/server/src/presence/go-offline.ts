import type { EndedBy } from '@bestie/contracts/states'
import type { RequestType } from '@bestie/contracts/values'
import { type RawBuilder, sql } from 'kysely'
import type { Ctx } from '../ctx'
import { type Tx, transact } from '../db/transact'
import { endReturningRequest } from '../pairing/end-returning-request'
import { openCardOf } from '../pairing/request-card'

/**
 * How long (ms) after a mitra went off their cards are closed once more: a request that was being sent when they did may still have
 * come to them. To lock every mitra while requests are sent would cost each search more than these cards cost anybody.
 */
const lateCardsMs = 1_000

/** A mitra switches themselves off. Repeating changes nothing. */
export async function goOffline(ctx: Ctx, mitraId: string): Promise<void> {
  await transact(ctx, (tx) => switchOff(ctx, tx, mitraId, 'mitra'))
  await ctx.availability.readAnew()
}

/**
 * Switches a mitra off inside another transaction, such as a suspension's: their open cards close (which is no decline) and a
 * returning request to them ends at once, with `by` as its `ended_by`. No chat ends by it. Returns false, with nothing changed,
 * if they are off already or their row does not meet `guard`.
 */
export async function switchOff(
  ctx: Ctx,
  tx: Tx,
  mitraId: string,
  by: Extract<EndedBy, 'mitra' | 'operator' | 'system'>,
  guard: RawBuilder<boolean> = sql`true`,
): Promise<boolean> {
  const switched = await tx.db
    .updateTable('mitras')
    .set({ is_online: false })
    .where('id', '=', mitraId)
    .where('is_online', '=', true)
    .where(guard)
    .returning(sql<Date>`clock_timestamp() + make_interval(secs => ${lateCardsMs / 1000})`.as('again_at'))
    .executeTakeFirst()
  if (switched === undefined) return false
  tx.tell([mitraId], { name: 'mitra_status', data: { is_online: false } })
  await closeCards(ctx, tx, mitraId, by)
  tx.schedule('close_late_cards', { mitra_id: mitraId }, { at: switched.again_at, key: `late-cards:${mitraId}` })
  return true
}

/** Closes what came to a mitra in the very moment in which they went off. Repeating changes nothing; who is on again keeps all. */
export async function closeLateCards(ctx: Ctx, mitraId: string): Promise<void> {
  await transact(ctx, async (tx) => {
    const { rows } = await sql`select from mitras where id = ${mitraId} and not is_online for no key update`.execute(tx.db)
    if (rows.length > 0) await closeCards(ctx, tx, mitraId, 'system')
  })
}

/** Closes every open card of a mitra who is off. Locks the requests' rows, in order, before their cards, as everywhere. */
async function closeCards(ctx: Ctx, tx: Tx, mitraId: string, by: EndedBy): Promise<void> {
  const { rows } = await sql<{ id: string; request_type: RequestType }>`
    select c.id, c.request_type from chat_sessions c ${openCardOf(mitraId)}
    where c.status = 'searching'
    order by c.id for no key update of c
  `.execute(tx.db)
  for (const returning of rows.filter((request) => request.request_type === 'returning')) {
    await endReturningRequest(ctx, tx, returning.id, 'targeted_mitra_offline', by)
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
