import type { JobHelpers, TaskList } from 'graphile-worker'
import { completeSession } from '../chat/complete-session'
import { expireSession } from '../chat/expire-session'
import type { Ctx } from '../ctx'
import { settleUnansweredExtension } from '../extension/settle-unanswered-extension'
import { pushMessages } from '../notify/push-message'
import type { Push } from '../notify/push-of-event'
import { sendPush } from '../notify/send-push'
import { timeOutRequest } from '../pairing/time-out-request'
import { sendRefund } from '../payment/send-refund'
import { withdrawCharge } from '../payment/withdraw-charge'
import { closeLateCards } from '../presence/go-offline'
import { offerFreedMitra } from '../presence/offer-freed-mitra'

/** Every task that may be scheduled: the clock calls the same transitions that people do. */
const tasks = {
  time_out_request: (ctx: Ctx, { chat_session_id }: { chat_session_id: string }) => timeOutRequest(ctx, chat_session_id),
  expire_session: (ctx: Ctx, { chat_session_id }: { chat_session_id: string }) => expireSession(ctx, chat_session_id),
  complete_session: (ctx: Ctx, { chat_session_id }: { chat_session_id: string }) => completeSession(ctx, chat_session_id),
  settle_extension: (ctx: Ctx, { extension_id }: { extension_id: string }) => settleUnansweredExtension(ctx, extension_id),
  capture_held: (ctx: Ctx, { payment_session_id }: { payment_session_id: string }) => ctx.gateway.capture(payment_session_id),
  release_held: (ctx: Ctx, { payment_session_id }: { payment_session_id: string }) => ctx.gateway.release(payment_session_id),
  withdraw_charge: (ctx: Ctx, { payment_session_id }: { payment_session_id: string }) => withdrawCharge(ctx, payment_session_id),
  send_refund: (ctx: Ctx, { repayment_id }: { repayment_id: string }) => sendRefund(ctx, repayment_id),
  send_push: (ctx: Ctx, pushed: { to: string[]; push: Push; after?: string }) => sendPush(ctx, pushed),
  push_messages: (ctx: Ctx, pushed: { to: string; chat_session_id: string }) => pushMessages(ctx, pushed),
  offer_freed_mitra: (ctx: Ctx, { mitra_id }: { mitra_id: string }) => offerFreedMitra(ctx, mitra_id),
  close_late_cards: (ctx: Ctx, { mitra_id }: { mitra_id: string }) => closeLateCards(ctx, mitra_id),
}

export type TaskName = keyof typeof tasks
export type TaskPayload<Name extends TaskName> = Parameters<(typeof tasks)[Name]>[1]

/** Tasks that wait for somebody outside, who may be silent for long: no timer waits behind them, nor the gateway's behind a push. */
const gateway: TaskName[] = ['capture_held', 'release_held', 'withdraw_charge', 'send_refund']
const pushes: TaskName[] = ['send_push', 'push_messages']

/** The tasks as the worker runs them: those that wait for the gateway, those for push services, and the rest. */
export function taskLists(ctx: Ctx): { own: TaskList; gateway: TaskList; pushes: TaskList } {
  const all = runnable(ctx)
  const only = (names: string[]) => Object.fromEntries(names.map((name) => [name, all[name]]))
  const own = Object.keys(all).filter((name) => ![...gateway, ...pushes].includes(name as TaskName))
  return { own: only(own), gateway: only(gateway), pushes: only(pushes) }
}

function runnable(ctx: Ctx): TaskList {
  return Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      async (given: unknown, { job }: JobHelpers) => {
        const { trace_link, ...payload } = given as { trace_link?: string }
        ctx.metrics.jobLateness.observe({ task: name }, Math.max(0, (ctx.clock.now() - job.run_at.getTime()) / 1000))
        const stop = ctx.metrics.jobs.startTimer({ task: name })
        try {
          await ctx.tracing.span(`job ${name}`, {}, () => task(ctx, payload as never) as Promise<unknown>, trace_link)
          stop({ outcome: 'done' })
        } catch (error) {
          stop({ outcome: 'failed' })
          throw error
        }
      },
    ]),
  )
}
