import type { Language } from '@bestie/contracts/values'
import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { idsOf } from '../db/ids'
import { markReached } from '../presence/reached'
import { type Push, wordsOf } from './push-of-event'
import type { Subscription } from './push-provider'

/** Most pushes on their way at once, so that a blast to thousands does not open thousands of connections. */
const mostAtOnce = 50

type Target = Subscription & { id: string; user_id: string; role: 'customer' | 'mitra'; language: Language }

/**
 * Sends a push to every device of these people, each in its owner's language. A subscription that is gone is dropped; an accepted
 * push to a mitra counts as reaching them. What fails is not tried again: the event is told by the socket and by reading.
 */
export async function sendPush(ctx: Ctx, { to, push }: { to: string[]; push: Push }): Promise<void> {
  const { rows } = await sql<Target>`
    select s.id, s.user_id, s.role, s.endpoint, s.p256dh, s.auth, coalesce(c.language, m.language) as language
    from push_subscriptions s left join customers c on c.id = s.user_id left join mitras m on m.id = s.user_id
    where s.user_id = any(${idsOf(to)})
  `.execute(ctx.db)
  const gone: string[] = []
  const reached = new Set<string>()
  for (let start = 0; start < rows.length; start += mostAtOnce) {
    await Promise.all(
      rows.slice(start, start + mostAtOnce).map(async (target) => {
        const { payload, ttl } = wordsOf(push, target.language)
        const outcome = await ctx.push.send(target, JSON.stringify(payload), { ttl, urgent: push.kind !== 'message' })
        if (outcome === 'gone') gone.push(target.id)
        else if (outcome === 'accepted' && target.role === 'mitra') reached.add(target.user_id)
      }),
    )
  }
  if (gone.length > 0) await sql`delete from push_subscriptions where id = any(${gone}::uuid[])`.execute(ctx.db)
  await markReached(ctx, [...reached])
}
