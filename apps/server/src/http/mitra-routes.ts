import { goodbyeBody, messages, mitraChat, mitraCurrent } from '@bestie/contracts/chat'
import { extension } from '@bestie/contracts/extension'
import { earnings, mitraStatus, requestCard, requestDeclined } from '@bestie/contracts/pairing'
import { askedDay, id, listOf } from '@bestie/contracts/values'
import { z } from 'zod'
import { endSession } from '../chat/end-session'
import { readEarnings } from '../chat/read-earnings'
import { readMessages } from '../chat/read-messages'
import { listCurrentForMitra, listMitraHistory, readMitraChat } from '../chat/reads'
import { sayGoodbye } from '../chat/say-goodbye'
import type { Ctx } from '../ctx'
import { approveExtension } from '../extension/approve-extension'
import { declineExtension } from '../extension/decline-extension'
import { acceptRequest } from '../pairing/accept-request'
import { declineRequest } from '../pairing/decline-request'
import { listOpenRequests } from '../pairing/list-open-requests'
import { goOffline } from '../presence/go-offline'
import { goOnline } from '../presence/go-online'
import { readMitraStatus } from '../presence/read-mitra-status'
import { historyQuery, messagesQuery } from './customer-routes'
import type { BestieHttp } from './server'

const config = { access: 'mitra' } as const
const command = { access: 'mitra', idempotent: true } as const
const params = z.strictObject({ id })
const requestParams = z.strictObject({ chat_session_id: id })

/** Everything a mitra's app calls. No answer here has a field for a customer's contact data. */
export function mitraRoutes(ctx: Ctx, app: BestieHttp): void {
  app.get('/api/mitra/status', { config, schema: { response: { 200: mitraStatus } } }, (request) =>
    readMitraStatus(ctx, request.user.id),
  )
  app.post('/api/mitra/status/online', { config: command, schema: { response: { 200: mitraStatus } } }, async (request) => {
    await goOnline(ctx, request.user.id)
    return await readMitraStatus(ctx, request.user.id)
  })
  app.post('/api/mitra/status/offline', { config: command, schema: { response: { 200: mitraStatus } } }, async (request) => {
    await goOffline(ctx, request.user.id)
    return await readMitraStatus(ctx, request.user.id)
  })
  app.get('/api/mitra/requests', { config, schema: { response: { 200: listOf(requestCard) } } }, async (request) => ({
    items: await listOpenRequests(ctx.db, request.user.id),
    next_cursor: null,
  }))
  app.post(
    '/api/mitra/requests/:chat_session_id/accept',
    { config: command, schema: { params: requestParams, response: { 200: mitraChat } } },
    (request) => acceptRequest(ctx, request.user.id, request.params.chat_session_id),
  )
  app.post(
    '/api/mitra/requests/:chat_session_id/decline',
    { config: command, schema: { params: requestParams, response: { 200: requestDeclined } } },
    async (request) => {
      await declineRequest(ctx, request.user.id, request.params.chat_session_id)
      return { chat_session_id: request.params.chat_session_id, status: 'declined' as const }
    },
  )
  const extensionConfig = { config: command, schema: { params, response: { 200: extension } } }
  app.post('/api/mitra/extensions/:id/approve', extensionConfig, (request) =>
    approveExtension(ctx, request.user.id, request.params.id),
  )
  app.post('/api/mitra/extensions/:id/decline', extensionConfig, (request) =>
    declineExtension(ctx, request.user.id, request.params.id),
  )
  app.get(
    '/api/mitra/earnings',
    { config, schema: { querystring: z.strictObject({ from: askedDay, to: askedDay }), response: { 200: earnings } } },
    (request) => readEarnings(ctx.db, request.user.id, request.query),
  )
  chatRoutes(ctx, app)
}

function chatRoutes(ctx: Ctx, app: BestieHttp): void {
  app.get(
    '/api/mitra/chats',
    { config, schema: { querystring: historyQuery, response: { 200: listOf(mitraChat) } } },
    (request) => listMitraHistory(ctx.db, request.user.id, request.query.cursor, ctx.settings),
  )
  app.get('/api/mitra/chats/current', { config, schema: { response: { 200: mitraCurrent } } }, async (request) => ({
    items: await listCurrentForMitra(ctx.db, request.user.id, ctx.settings),
    next_cursor: null,
  }))
  app.get('/api/mitra/chats/:id', { config, schema: { params, response: { 200: mitraChat } } }, (request) =>
    readMitraChat(ctx.db, request.user.id, request.params.id, ctx.settings),
  )
  app.get(
    '/api/mitra/chats/:id/messages',
    { config, schema: { params, querystring: messagesQuery, response: { 200: messages } } },
    (request) => readMessages(ctx, request.user.id, request.params.id, request.query.after_seq),
  )
  app.post('/api/mitra/chats/:id/end', { config: command, schema: { params, response: { 200: mitraChat } } }, async (request) => {
    await endSession(ctx, { id: request.user.id, role: 'mitra' }, request.params.id)
    return await readMitraChat(ctx.db, request.user.id, request.params.id, ctx.settings)
  })
  app.post(
    '/api/mitra/chats/:id/goodbye',
    { config: command, schema: { params, body: goodbyeBody, response: { 200: mitraChat } } },
    async (request) => {
      await sayGoodbye(ctx, { id: request.user.id, role: 'mitra' }, request.params.id, request.body)
      return await readMitraChat(ctx.db, request.user.id, request.params.id, ctx.settings)
    },
  )
}
