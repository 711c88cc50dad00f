import { customerChat, customerCurrent, goodbyeBody, messages, rateBody } from '@bestie/contracts/chat'
import { extension } from '@bestie/contracts/extension'
import {
  availability,
  openPaymentBody,
  type Payment,
  payment,
  paymentBody,
  paymentNow,
  pricing,
  tierKind,
} from '@bestie/contracts/payment'
import { id, listOf, seqCursorInQuery } from '@bestie/contracts/values'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { endSession } from '../chat/end-session'
import { rateChat } from '../chat/rate-chat'
import { readCurrent } from '../chat/read-current'
import { readMessages } from '../chat/read-messages'
import { listCustomerHistory, readCustomerChat } from '../chat/reads'
import { sayGoodbye } from '../chat/say-goodbye'
import type { Ctx } from '../ctx'
import { requestExtension } from '../extension/request-extension'
import { askSameMitra } from '../pairing/ask-same-mitra'
import { cancelRequest } from '../pairing/cancel-request'
import { fallBackToBlast } from '../pairing/fall-back-to-blast'
import { startBlast } from '../pairing/start-blast'
import { abandonPayment } from '../payment/abandon-payment'
import { confirmPayment } from '../payment/confirm-payment'
import { giveUpPayment } from '../payment/give-up-payment'
import { openPayment } from '../payment/open-payment'
import { readPricing } from '../payment/read-pricing'
import { listPayments, readPaymentNow } from '../payment/reads'
import { isAllowedOrigin } from './browsers'
import { privacyRoutes } from './privacy-routes'
import type { BestieHttp } from './server'

const config = { access: 'customer' } as const
const command = { access: 'customer', idempotent: true } as const
const params = z.strictObject({ id })
export const historyQuery = z.strictObject({ cursor: id.optional() })
export const messagesQuery = z.strictObject({ after_seq: seqCursorInQuery.default(0) })

/** Everything a customer's app calls. */
export function customerRoutes(ctx: Ctx, app: BestieHttp): void {
  app.get(
    '/api/client/mitra-availability',
    { config: { ...config, isPoll: true }, schema: { response: { 200: availability } } },
    async () => ({ available: await ctx.availability.current() }),
  )
  app.get(
    '/api/client/pricing',
    { config, schema: { querystring: z.strictObject({ kind: tierKind.default('chat') }), response: { 200: pricing } } },
    (request) => readPricing(ctx, request.user.id, request.query.kind),
  )
  paymentRoutes(ctx, app)
  chatRoutes(ctx, app)
  privacyRoutes(ctx, app)
}

function paymentRoutes(ctx: Ctx, app: BestieHttp): void {
  app.post(
    '/api/client/payments',
    { config: command, schema: { body: openPaymentBody, response: { 200: payment } } },
    async (request) => payable(request, await openPayment(ctx, request.user.id, request.body, request.madeId)),
  )
  app.get(
    '/api/client/payments',
    { config, schema: { querystring: historyQuery, response: { 200: listOf(payment) } } },
    async (request) => {
      const { items, next_cursor } = await listPayments(ctx.db, request.user.id, request.query.cursor)
      return { items: items.map((item) => payable(request, item)), next_cursor }
    },
  )
  app.get('/api/client/payments/:id', { config, schema: { params, response: { 200: paymentNow } } }, async (request) =>
    payable(request, await readPaymentNow(ctx, request.user.id, request.params.id)),
  )
  app.post(
    '/api/client/payments/:id/confirm',
    { config: command, schema: { params, response: { 200: payment, 202: payment } } },
    async (request, reply) => {
      const returnUrl = `${appOrigin(ctx, request)}/payment?payment=${request.params.id}`
      const confirmed = payable(request, await confirmPayment(ctx, request.user.id, request.params.id, returnUrl))
      if (confirmed.status !== 'pending' || confirmed.pay_url === null) return confirmed
      return reply.code(202).send(confirmed)
    },
  )
  app.post('/api/client/payments/:id/cancel', { config: command, schema: { params, response: { 200: payment } } }, (request) =>
    abandonPayment(ctx, request.user.id, request.params.id),
  )
  app.post(
    '/api/client/payments/:id/cancel-search',
    { config: command, schema: { params, response: { 200: payment } } },
    (request) => giveUpPayment(ctx, request.user.id, request.params.id),
  )
}

function chatRoutes(ctx: Ctx, app: BestieHttp): void {
  app.post(
    '/api/client/chats/start',
    { config: command, schema: { body: paymentBody, response: { 200: customerChat } } },
    (request) => startBlast(ctx, request.user.id, request.body.payment_session_id, request.madeId),
  )
  app.post(
    '/api/client/chats/returning',
    { config: command, schema: { body: paymentBody, response: { 200: customerChat } } },
    (request) => askSameMitra(ctx, request.user.id, request.body.payment_session_id, request.madeId),
  )
  app.post(
    '/api/client/chats/fallback-to-blast',
    { config: command, schema: { body: paymentBody, response: { 200: customerChat } } },
    (request) => fallBackToBlast(ctx, request.user.id, request.body.payment_session_id, request.madeId),
  )
  app.post(
    '/api/client/chats/:id/extensions',
    { config: command, schema: { params, body: paymentBody, response: { 200: extension } } },
    (request) => requestExtension(ctx, request.user.id, request.params.id, request.body.payment_session_id),
  )
  app.get(
    '/api/client/chats',
    { config, schema: { querystring: historyQuery, response: { 200: listOf(customerChat) } } },
    (request) => listCustomerHistory(ctx.db, request.user.id, request.query.cursor, ctx.settings),
  )
  app.get('/api/client/chats/current', { config, schema: { response: { 200: customerCurrent } } }, (request) =>
    readCurrent(ctx.db, request.user.id, ctx.settings),
  )
  app.get('/api/client/chats/:id', { config, schema: { params, response: { 200: customerChat } } }, (request) =>
    readCustomerChat(ctx.db, request.user.id, request.params.id, ctx.settings),
  )
  app.get(
    '/api/client/chats/:id/messages',
    { config, schema: { params, querystring: messagesQuery, response: { 200: messages } } },
    (request) => readMessages(ctx, request.user.id, request.params.id, request.query.after_seq),
  )
  app.post('/api/client/chats/:id/cancel', { config: command, schema: { params, response: { 200: customerChat } } }, (request) =>
    cancelRequest(ctx, request.user.id, request.params.id),
  )
  app.post(
    '/api/client/chats/:id/end',
    { config: command, schema: { params, response: { 200: customerChat } } },
    async (request) => {
      await endSession(ctx, { id: request.user.id, role: 'customer' }, request.params.id)
      return await readCustomerChat(ctx.db, request.user.id, request.params.id, ctx.settings)
    },
  )
  app.post(
    '/api/client/chats/:id/goodbye',
    { config: command, schema: { params, body: goodbyeBody, response: { 200: customerChat } } },
    async (request) => {
      await sayGoodbye(ctx, { id: request.user.id, role: 'customer' }, request.params.id, request.body)
      return await readCustomerChat(ctx.db, request.user.id, request.params.id, ctx.settings)
    },
  )
  app.post(
    '/api/client/chats/:id/rating',
    { config: command, schema: { params, body: rateBody, response: { 200: customerChat } } },
    async (request) => {
      await rateChat(ctx, request.user.id, request.params.id, request.body)
      return await readCustomerChat(ctx.db, request.user.id, request.params.id, ctx.settings)
    },
  )
}

/** A payment with a `pay_url` that any app can open: the mock gateway's is only a path. */
function payable<Given extends Pick<Payment, 'pay_url'>>(request: FastifyRequest, given: Given): Given {
  if (given.pay_url === null) return given
  return { ...given, pay_url: new URL(given.pay_url, `${request.protocol}://${request.host}`).href }
}

/** The origin the customer's app was opened from, so that a gateway's page leads back there. */
function appOrigin(ctx: Ctx, request: FastifyRequest): string {
  const own = `${request.protocol}://${request.host}`
  const { origin } = request.headers
  return origin !== undefined && isAllowedOrigin(ctx, origin) ? origin : own
}
