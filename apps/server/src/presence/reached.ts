import { sql } from 'kysely'
import type { Ctx } from '../ctx'

/** Notes that a socket or an accepted push has just reached these mitra. A failure is logged only: the next note comes soon. */
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
