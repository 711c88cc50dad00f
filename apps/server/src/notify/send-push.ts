import type { Language } from '@bestie/contracts/values'
import { sql } from 'kysely'
import { aFewAtOnce } from '../a-few-at-once'
import type { Ctx } from '../ctx'
import { idsOf } from '../db/ids'
import { markReached } from '../presence/reached'
import { type Push, readersOf, wordsOf } from './push-of-event'
import type { Subscription } from './push-provider'

/** Most pushes on their way at once, so that a blast to thousands does not open thousands of connections. */
const mostAtOnce = 50
/** Most devices in one job: if all of them are silent, it takes 100 s. The rest follows in another job. */
const mostInOneJob = 500

type Target = Subscription & { id: string; user_id: string; role: 'customer' | 'mitra'; language: Language }

/**
 * Sends a push to every device of those among `to` whom this push is for, each in its owner's language. Devices with an id
 * up to `after` have had it. Drops subscriptions that are gone; an accepted push to a mitra counts
 * as reaching them. Does not retry failures: the socket and the reads also deliver the event.
 */
export async function sendPush(ctx: Ctx, { to, push, after }: { to: string[]; push: Push; after?: string }): Promise<void> {
  const { rows } = await sql<Target>`
    select s.id, s.user_id, s.role, s.endpoint, s.p256dh, s.auth, coalesce(c.language, m.language) as language
    from push_subscriptions s left join customers c on c.id = s.user_id left join mitras m on m.id = s.user_id
    where s.user_id = any(${idsOf(to)}) and s.role = any(${readersOf(push)}::text[])
      and (${after ?? null}::uuid is null or s.id > ${after ?? null}::uuid)
    order by s.id limit ${mostInOneJob}
  `.execute(ctx.db)
  const gone: string[] = []
  const reached = new Set<string>()
  const failures = await aFewAtOnce(rows, mostAtOnce, async (target) => {
    const { payload, ttl } = wordsOf(push, target.language)
    const outcome = await ctx.push.send(target, JSON.stringify(payload), { ttl, urgent: push.kind !== 'message' })
    if (outcome === 'gone') gone.push(target.id)
    else if (outcome === 'accepted' && target.role === 'mitra') reached.add(target.user_id)
  })
  for (const error of failures.values()) ctx.log.warn({ err: error }, 'a push was not accepted')
  if (gone.length > 0) await sql`delete from push_subscriptions where id = any(${gone}::uuid[])`.execute(ctx.db)
  await markReached(ctx, [...reached])
  if (rows.length < mostInOneJob) return
  const rest = { to, push, after: rows.at(-1)?.id }
  await sql`select graphile_worker.add_job('send_push', ${JSON.stringify(rest)}::json)`.execute(ctx.db)
}
