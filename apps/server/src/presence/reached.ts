import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { goOffline } from './go-offline'

/** Notes that these mitra were reached just now, by a socket or an accepted push. Failing costs nothing: the next note comes soon. */
export async function markReached(ctx: Ctx, mitraIds: string[]): Promise<void> {
  if (mitraIds.length === 0) return
  try {
    await sql`update mitras set last_reached_at = clock_timestamp() where id = any(${mitraIds}::uuid[])`.execute(ctx.db)
  } catch (error) {
    ctx.log.warn({ err: error }, 'could not note who was reached')
  }
}

/**
 * Switches off, and tells, the mitra who could not be reached for `mitra_unreachable_minutes`; never sooner. One with a socket is
 * reached; while it is not known who has one, nobody is switched off.
 */
export async function switchOffUnreachable(ctx: Ctx): Promise<void> {
  const unreached = sql<boolean>`
    last_reached_at < clock_timestamp() - make_interval(mins => ${ctx.settings.whole('mitra_unreachable_minutes')}::integer)`
  const mitras = await ctx.db.selectFrom('mitras').select('id').where('is_online', '=', true).where(unreached).execute()
  const connected = await ctx.connected.among(mitras.map(({ id }) => id))
  if (connected === undefined) return
  await markReached(ctx, [...connected])
  for (const { id } of mitras) if (!connected.has(id)) await goOffline(ctx, id, unreached)
}
