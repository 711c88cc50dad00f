import { completeSession } from '@bestie/server/chat/complete-session'
import { endSession } from '@bestie/server/chat/end-session'
import { expireSession } from '@bestie/server/chat/expire-session'
import { sayGoodbye } from '@bestie/server/chat/say-goodbye'
import { sendMessage } from '@bestie/server/chat/send-message'
import type { Ctx } from '@bestie/server/ctx'
import { approveExtension } from '@bestie/server/extension/approve-extension'
import { declineExtension } from '@bestie/server/extension/decline-extension'
import { requestExtension } from '@bestie/server/extension/request-extension'
import { settleUnansweredExtension } from '@bestie/server/extension/settle-unanswered-extension'
import { actOnMockPage } from '@bestie/server/gateway/mock-gateway'
import { sweep } from '@bestie/server/jobs/sweep'
import type { Actor } from '@bestie/server/operator/audit'
import { decideFailedPairing } from '@bestie/server/operator/failures/decide-failed-pairing'
import { reopenFailedPairing } from '@bestie/server/operator/failures/reopen-failed-pairing'
import { acceptRequest } from '@bestie/server/pairing/accept-request'
import { askSameMitra } from '@bestie/server/pairing/ask-same-mitra'
import { cancelRequest } from '@bestie/server/pairing/cancel-request'
import { declineRequest } from '@bestie/server/pairing/decline-request'
import { fallBackToBlast } from '@bestie/server/pairing/fall-back-to-blast'
import { startBlast } from '@bestie/server/pairing/start-blast'
import { timeOutRequest } from '@bestie/server/pairing/time-out-request'
import { abandonPayment } from '@bestie/server/payment/abandon-payment'
import { confirmPayment } from '@bestie/server/payment/confirm-payment'
import { giveUpPayment } from '@bestie/server/payment/give-up-payment'
import { openPayment } from '@bestie/server/payment/open-payment'
import { sendRefund } from '@bestie/server/payment/send-refund'
import { settleCapture } from '@bestie/server/payment/settle-capture'
import { settleCharge } from '@bestie/server/payment/settle-charge'
import { withdrawCharge } from '@bestie/server/payment/withdraw-charge'
import { goOffline } from '@bestie/server/presence/go-offline'
import { goOnline } from '@bestie/server/presence/go-online'
import { offerFreedMitra } from '@bestie/server/presence/offer-freed-mitra'
import { markConnected } from '@bestie/server/presence/reached'
import type { Argument, CommandName } from './model/courses'
import type { Model } from './model/state'

/** Where a command is carried out: in which process, what the names stand for, and what the model knew before. */
export interface Setting {
  ctx: Ctx
  id(name: string): string
  model: Model
  tier(kind: 'chat' | 'extension', amount: number): string
}

const operator = (id: string): Actor => ({ id, role: 'supervisor', address: '127.0.0.1' })
const customerOf = ({ model, id }: Setting, payment: string) => id(model.payments[payment]?.customer as string)

/** The person on one side of a chat; before the chat has a mitra, a mitra who has no part in it. */
function part(setting: Setting, chat: string, role: 'customer' | 'mitra') {
  const known = setting.model.chats[chat]
  const name = role === 'customer' ? known?.customer : (known?.mitra ?? 'm0')
  return { id: setting.id(name as string), role }
}

/** Every command of the model, as the product carries it out. */
export const commands: { [Name in CommandName]: (setting: Setting, argument: Argument<Name>) => Promise<unknown> } = {
  open: ({ ctx, id, tier }, wish) =>
    openPayment(
      ctx,
      id(wish.customer),
      {
        tier_id: tier(wish.extends === null ? 'chat' : 'extension', wish.amount),
        is_free_trial: wish.trial,
        is_extension: wish.extends !== null,
        ...(wish.target === null ? {} : { targeted_mitra_id: id(wish.target) }),
        ...(wish.extends === null ? {} : { chat_session_id: id(wish.extends) }),
      },
      id(wish.payment),
    ),
  confirm: (setting, payment) => confirmPayment(setting.ctx, customerOf(setting, payment), setting.id(payment), '/'),
  abandon: (setting, payment) => abandonPayment(setting.ctx, customerOf(setting, payment), setting.id(payment)),
  giveUp: (setting, payment) => giveUpPayment(setting.ctx, customerOf(setting, payment), setting.id(payment)),
  told: ({ ctx, id }, { payment, capture, amount }) =>
    settleCapture(ctx, { paymentId: id(payment), captureId: `${capture}-${id(payment)}`, amount }),
  notified: async ({ ctx, id }, payment) => await settleCharge(ctx, id(payment), await ctx.gateway.look(id(payment))),
  onPage: ({ ctx, id }, { payment, action }) => actOnMockPage(ctx.db, id(payment), action),
  start: (setting, payment) => startBlast(setting.ctx, customerOf(setting, payment), setting.id(payment)),
  fallBack: (setting, payment) => fallBackToBlast(setting.ctx, customerOf(setting, payment), setting.id(payment)),
  askAgain: (setting, payment) => askSameMitra(setting.ctx, customerOf(setting, payment), setting.id(payment)),
  cancel: (setting, chat) => cancelRequest(setting.ctx, part(setting, chat, 'customer').id, setting.id(chat)),
  timeOut: ({ ctx, id }, chat) => timeOutRequest(ctx, id(chat)),
  accept: ({ ctx, id }, { mitra, chat }) => acceptRequest(ctx, id(mitra), id(chat)),
  decline: ({ ctx, id }, { mitra, chat }) => declineRequest(ctx, id(mitra), id(chat)),
  online: ({ ctx, id }, mitra) => goOnline(ctx, id(mitra)),
  offline: ({ ctx, id }, mitra) => goOffline(ctx, id(mitra)),
  say: (setting, { chat, role, text }) =>
    sendMessage(setting.ctx, {
      chatId: setting.id(chat),
      senderId: part(setting, chat, role).id,
      senderRole: role,
      clientMessageId: text,
      body: text,
    }),
  end: (setting, { chat, role }) => endSession(setting.ctx, part(setting, chat, role), setting.id(chat)),
  goodbye: (setting, { chat, role }) =>
    sayGoodbye(setting.ctx, part(setting, chat, role), setting.id(chat), { body: 'dah', client_message_id: 'goodbye' }),
  expireSession: ({ ctx, id }, chat) => expireSession(ctx, id(chat)),
  complete: ({ ctx, id }, chat) => completeSession(ctx, id(chat)),
  extend: (setting, payment) =>
    requestExtension(
      setting.ctx,
      customerOf(setting, payment),
      setting.id(setting.model.payments[payment]?.extends as string),
      setting.id(payment),
    ),
  decide: (setting, { payment, verdict }) => {
    const mitra = part(setting, setting.model.extensions[payment]?.chat as string, 'mitra').id
    const transition = verdict === 'approved' ? approveExtension : declineExtension
    return transition(setting.ctx, mitra, setting.id(`extension ${payment}`))
  },
  settleExtension: ({ ctx, id }, payment) => settleUnansweredExtension(ctx, id(`extension ${payment}`)),
  act: ({ ctx, id }, { failure, action }) => decideFailedPairing(ctx, operator(id('operator')), id(failure), { action }),
  reopen: ({ ctx, id }, failure) => reopenFailedPairing(ctx, operator(id('operator')), id(failure), 'salah tekan'),
  sendRefund: ({ ctx, id }, nth) => sendRefund(ctx, id(`repayment ${nth}`)),
  capture: ({ ctx, id }, payment) => ctx.gateway.capture(id(payment)),
  release: ({ ctx, id }, payment) => ctx.gateway.release(id(payment)),
  withdraw: ({ ctx, id }, payment) => withdrawCharge(ctx, id(payment)),
  async sweep({ ctx }) {
    await markConnected(ctx)
    await sweep(ctx)
  },
  freed: ({ ctx, id }, mitra) => offerFreedMitra(ctx, id(mitra)),
}
