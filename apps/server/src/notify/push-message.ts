import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import type { Push } from './push-of-event'

/** Messages within this many seconds of one another become one push. */
const gatherFor = 1

/** Pushes a message to those of these people who have no app open on any instance, or for whom that is unknown. */
export async function pushToAbsent(ctx: Ctx, to: string[], chatId: string): Promise<void> {
  const absent = to.filter((person) => !ctx.connected.isHere(person))
  if (absent.length === 0) return
  const elsewhere = await ctx.connected.among(absent)
  for (const person of absent) if (!elsewhere?.has(person)) await pushMessage(ctx, person, chatId)
}

/** A failure loses nothing: the message waits to be read. */
async function pushMessage(ctx: Ctx, to: string, chatId: string): Promise<void> {
  const push: Push = { kind: 'message', chat_session_id: chatId }
  try {
    await sql`
      select graphile_worker.add_job('send_push', ${JSON.stringify({ to: [to], push })}::json,
        run_at => clock_timestamp() + make_interval(secs => ${gatherFor}::integer),
        job_key => ${`push:${chatId}:${to}`}, job_key_mode => 'preserve_run_at')
      where exists (select from push_subscriptions where user_id = ${to})
    `.execute(ctx.db)
  } catch (error) {
    ctx.log.warn({ err: error }, 'could not schedule a push')
  }
}
