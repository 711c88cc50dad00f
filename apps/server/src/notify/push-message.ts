import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import type { Push } from './push-of-event'

/** Messages that come within this time (seconds) of one another are one push. */
const gatherFor = 1

/** Tells someone without an open app that a message came. Failing costs nothing: the message waits for them to read. */
export async function pushMessage(ctx: Ctx, to: string, chatId: string): Promise<void> {
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
