import { chatLife, chatsQuery, chatTable, conversation, conversationBody } from '@bestie/contracts/operator-chats'
import { id } from '@bestie/contracts/values'
import { z } from 'zod'
import type { Ctx } from '../../ctx'
import { endChat } from '../../operator/chats/end-chat'
import { listChats, readChatLife } from '../../operator/chats/read-chats'
import { readConversation } from '../../operator/chats/read-conversation'
import type { BestieHttp } from '../server'
import { actorOf } from './actor'
import { withReason } from './with-reason'

const [operator, supervisor] = [{ access: 'operator' } as const, { access: 'supervisor' } as const]
const params = z.strictObject({ id })

/** Requests and chats, live and past. */
export function chatRoutes(ctx: Ctx, app: BestieHttp): void {
  app.get(
    '/internal/sessions',
    { config: operator, schema: { querystring: chatsQuery, response: { 200: chatTable } } },
    (request) => listChats(ctx.db, request.query),
  )
  app.get('/internal/sessions/:id', { config: operator, schema: { params, response: { 200: chatLife } } }, (request) =>
    readChatLife(ctx.db, request.params.id),
  )
  app.post(
    '/internal/sessions/:id/conversation',
    { config: supervisor, schema: { params, body: conversationBody, response: { 200: conversation } } },
    (request) => readConversation(ctx, actorOf(request), request.params.id, request.body),
  )
  app.post(
    '/internal/sessions/:id/end',
    { config: supervisor, schema: { ...withReason, response: { 200: chatLife } } },
    (request) => endChat(ctx, actorOf(request), request.params.id, request.body.reason),
  )
}
