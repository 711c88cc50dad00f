import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { goOffline } from './go-offline'

/** Notes that these mitra were reached just now, by a socket or an accepted push. Failing costs nothing: the next note comes soon. */
export async function markReached(ctx: Ctx, mitraIds: string[]): Promise<void> {
  if (mitraIds.length === 0) return
  try {
    // Locked in the order in which an accept locks them: neither waits for the other in a circle.
    await sql`
      update mitras set last_reached_at = clock_timestamp()
      where id in (select id from mitras where id = any(${mitraIds}::uuid[]) order by id for no key update)
    `.execute(ctx.db)
  } catch (error) {
    ctx.log.warn({ err: error }, 'could not note who was reached')
  }
}

/**
 * Switches off, and tells, the mitra who could not be reached for `mitra_unreachable_minutes`; never sooner. Whoever has a socket is
 * noted as reached, sweep by sweep, so that a process which dies with their sockets leaves a note no older than one sweep: that much
 * longer is waited. While it is not known who has one, nobody is switched off.
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
