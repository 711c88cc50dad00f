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

/**
 * Switches off, and tells, mitra who have been unreachable for `mitra_unreachable_minutes`; never sooner. Each
 * sweep notes everybody with a socket as reached, so that a process which dies with their sockets leaves a note at
 * most one sweep old: that much is added to the wait. While it is unknown who has a socket, switches nobody off.
 */
export async function switchOffUnreachable(ctx: Ctx): Promise<void> {
  await markReached(ctx, [...((await ctx.connected.mitras()) ?? [])])
  const minutes = ctx.settings.whole('mitra_unreachable_minutes')
  const unreached = sql<boolean>`
    last_reached_at < clock_timestamp() - make_interval(mins => ${minutes}::integer, secs => ${ctx.env.sweepMs / 1000})`
  const mitras = await ctx.db.selectFrom('mitras').select('id').where('is_online', '=', true).where(unreached).execute()
  const connected = await ctx.connected.among(mitras.map(({ id }) => id))
  if (connected === undefined) return
  for (const { id } of mitras) if (!connected.has(id)) await goOffline(ctx, id, unreached)
}
