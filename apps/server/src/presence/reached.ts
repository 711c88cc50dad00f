import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { goOffline } from './go-offline'

/** Notes that a socket or an accepted push has just reached these mitra. A failure loses nothing: the next note comes soon. */
export async function markReached(ctx: Ctx, mitraIds: string[]): Promise<void> {
  if (mitraIds.length === 0) return
  try {
    // Lock in the same order as an accept, so that the two cannot deadlock.
    await sql`
      update mitras set last_reached_at = clock_timestamp()
      where id in (select id from mitras where id = any(${mitraIds}::uuid[]) order by id for no key update)
    `.execute(ctx.db)
  } catch (error) {
    ctx.log.warn({ err: error }, 'could not note who was reached')
  }
}

/** Notes the mitra with a socket in this process. Every process does so at each sweep. */
export const markConnected = (ctx: Ctx): Promise<void> => markReached(ctx, ctx.connected.mitrasHere())

/**
 * Switches off, and tells, mitra who have been unreachable for `mitra_unreachable_minutes`; never sooner. The note
 * about somebody with a socket may be one sweep old: that much is added to the wait. After a long outage of the
 * database all notes are old: so whoever is known to have a socket stays on whatever the note says.
 */
export async function switchOffUnreachable(ctx: Ctx): Promise<void> {
  const minutes = ctx.settings.whole('mitra_unreachable_minutes')
  const unreached = sql<boolean>`
    last_reached_at < clock_timestamp() - make_interval(mins => ${minutes}::integer, secs => ${ctx.env.sweepMs / 1000})`
  const mitras = await ctx.db.selectFrom('mitras').select('id').where('is_online', '=', true).where(unreached).execute()
  const connected = await ctx.connected.among(mitras.map(({ id }) => id))
  for (const { id } of mitras) if (!connected?.has(id)) await goOffline(ctx, id, unreached)
}
