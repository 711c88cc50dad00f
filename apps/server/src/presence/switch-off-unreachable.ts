import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { transact } from '../db/transact'
import { switchOff } from './go-offline'

/**
 * Switches off, and tells, mitra who have been unreachable for `mitra_unreachable_minutes`; never sooner. `last_reached_at` of a
 * mitra with a socket may be one sweep old, so the wait is longer by one sweep. After a long outage of the database it is old for
 * everybody, so mitra who are known to have a socket stay on, whatever it says.
 */
export async function switchOffUnreachable(ctx: Ctx): Promise<void> {
  const minutes = ctx.settings.whole('mitra_unreachable_minutes')
  const unreached = sql<boolean>`
    last_reached_at < clock_timestamp() - make_interval(mins => ${minutes}::integer, secs => ${ctx.env.sweepMs / 1000})`
  const mitras = await ctx.db.selectFrom('mitras').select('id').where('is_online', '=', true).where(unreached).execute()
  const connected = await ctx.connected.among(mitras.map(({ id }) => id))
  for (const { id } of mitras) {
    if (connected?.has(id)) continue
    await transact(ctx, async (tx) => {
      const isSwitched = await switchOff(ctx, tx, id, 'system', unreached)
      if (isSwitched) tx.schedule('send_push', { to: [id], push: { kind: 'switched_off' } })
    })
    await ctx.availability.readAnew()
  }
}
