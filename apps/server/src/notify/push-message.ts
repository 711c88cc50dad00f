import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { sendPush } from './send-push'

/** Messages within this many seconds of one another become one push. */
const gatherFor = 1

/**
 * Pushes a message to this person if they have no app open on any instance, or if that is unknown. A
 * failure loses nothing: the message waits to be read.
 */
export async function pushIfAbsent(ctx: Ctx, to: string, chatId: string): Promise<void> {
  if (ctx.connected.isHere(to)) return
  try {
    const elsewhere = await ctx.connected.among([to])
    if (!elsewhere?.has(to)) await pushSoon(ctx, to, chatId)
  } catch (error) {
    ctx.log.warn({ err: error }, 'could not schedule a push')
  }
}

async function pushSoon({ db }: Ctx, to: string, chatId: string): Promise<void> {
  await sql`
    select graphile_worker.add_job('push_messages', ${JSON.stringify({ to, chat_session_id: chatId })}::json,
      run_at => clock_timestamp() + make_interval(secs => ${gatherFor}::integer),
      job_key => ${`push:${chatId}:${to}`}, job_key_mode => 'preserve_run_at')
    where exists (select from push_subscriptions where user_id = ${to})
  `.execute(db)
}

/** The people with a push about messages under way in this process. */
const underWay = new Set<string>()

/**
 * Sends the push about new messages in this chat. While another push to the same person is still waiting for their push services,
 * it is put off: messages come by the second, and the silent push services of one person must not occupy all workers.
 */
export async function pushMessages(ctx: Ctx, { to, chat_session_id }: { to: string; chat_session_id: string }): Promise<void> {
  if (underWay.has(to)) return await pushSoon(ctx, to, chat_session_id)
  underWay.add(to)
  await sendPush(ctx, { to: [to], push: { kind: 'message', chat_session_id } }).finally(() => underWay.delete(to))
}
