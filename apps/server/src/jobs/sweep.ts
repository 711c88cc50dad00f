import { sql } from 'kysely'
import { aFewAtOnce } from '../a-few-at-once'
import { completeSession } from '../chat/complete-session'
import { expireSession } from '../chat/expire-session'
import type { Ctx } from '../ctx'
import { settleUnansweredExtension } from '../extension/settle-unanswered-extension'
import { askAllWhoAreFree } from '../pairing/ask-late-joiners'
import { timeOutRequest } from '../pairing/time-out-request'
import { expirePayments, expireWaiting } from '../payment/expire-payments'
import { sendRefund } from '../payment/send-refund'
import { switchOffUnreachable } from '../presence/switch-off-unreachable'
import { forgetExpired } from '../retention/forget-expired'
import { forgetWhatIsOld } from '../retention/forget-what-is-old'
import { sealTheRest } from '../sealing/seal-the-rest'

/** Most overdue rows of one kind in one sweep; the rest waits for the next. */
const mostInOneSweep = 1000

/** How many of them are settled at the same time: some share a commit, others wait for a probe or the gateway. */
const together = 16

/** The transition that settles each kind of overdue window. */
const settle = {
  request: timeOutRequest,
  session: expireSession,
  goodbye: completeSession,
  extension: settleUnansweredExtension,
}

/** Starts the counters of sweeps at 0: Prometheus sees no increase in a counter's first value, so it would raise no alert. */
export function beginToCount({ metrics }: Ctx): void {
  for (const window of [...Object.keys(settle), 'refund']) metrics.swept.inc({ window }, 0)
}

/** The steps that ask nobody but the database and the mitra's devices. */
export const ownSteps = [
  expirePayments,
  settleOverdue,
  freeLostJobs,
  switchOffUnreachable,
  askAllWhoAreFree,
  forgetExpired,
  sealTheRest,
  forgetWhatIsOld,
]
/** The steps that ask the gateway, whose silence takes 10 s each time: a worker runs them beside the others. */
export const gatewaySteps = [expireWaiting, sendLostRefunds]

/**
 * Picks up whatever is overdue: payments, every window whose job was lost with its worker, and mitra whom nobody asked. Sweeping
 * too often, or from two workers at once, changes nothing. A step that fails does not stop the others; throws at the end whatever
 * they threw.
 */
export async function sweep(ctx: Ctx, steps = [...ownSteps, ...gatewaySteps]): Promise<void> {
  const failures: unknown[] = []
  for (const step of steps) await step(ctx).catch((error) => failures.push(error))
  if (failures.length > 0) throw new AggregateError(failures, 'parts of a sweep failed')
}

/** Settles each overdue window by the transition that its job would have called. A failing or slow one delays no other. */
async function settleOverdue(ctx: Ctx): Promise<void> {
  // `now()`, not `clock_timestamp()`: only with a constant time are those that are due looked up in their index, and no others read.
  const { rows } = await sql<{ id: string; window: keyof typeof settle }>`
    (select id, 'request' as window from chat_sessions where status = 'searching' and deadline_at <= now() limit ${mostInOneSweep})
    union all
    (select id, 'session' from chat_sessions
      where status = 'active' and ends_at <= now() and pending_extension_id is null limit ${mostInOneSweep})
    union all
    (select id, 'goodbye' from chat_sessions where status = 'closing' and goodbye_deadline_at <= now() limit ${mostInOneSweep})
    union all
    (select id, 'extension' from extensions where status = 'pending' and deadline_at <= now() limit ${mostInOneSweep})
  `.execute(ctx.db)
  const failures = await aFewAtOnce(rows, together, async ({ id, window }) => {
    ctx.metrics.swept.inc({ window })
    await settle[window](ctx, id)
  })
  if (failures.size > 0) throw new AggregateError(failures.values(), 'overdue windows could not be settled')
}

/** Sends every refund again whose job was lost, or for which the gateway did not answer. */
async function sendLostRefunds(ctx: Ctx): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from repayments
    where status in ('requested', 'sent') and changed_at < clock_timestamp() - interval '1 minute'
    order by created_at limit ${mostInOneSweep}
  `.execute(ctx.db)
  const failures = await aFewAtOnce(rows, together, async ({ id }) => {
    ctx.metrics.swept.inc({ window: 'refund' })
    await sendRefund(ctx, id)
  })
  if (failures.size > 0) throw new AggregateError(failures.values(), 'refunds could not be sent')
}

/** A killed worker leaves its job locked for hours. No job of ours takes two minutes, so after five its worker was killed. */
async function freeLostJobs(ctx: Ctx): Promise<void> {
  await sql`
    select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
    from graphile_worker.jobs where locked_at < clock_timestamp() - interval '5 minutes'
    having count(*) > 0
  `.execute(ctx.db)
}
