import {
  beginTotpBody,
  changePasswordBody,
  confirmTotpBody,
  operatorSelf,
  operatorSessions,
  operatorSignedIn,
  removeTotpBody,
  signInOperatorBody,
  totpBegun,
} from '@bestie/contracts/operator-account'
import { id } from '@bestie/contracts/values'
import { z } from 'zod'
import { signInOperator } from '../../auth/sign-in-operator'
import type { Ctx } from '../../ctx'
import { changePassword } from '../../operator/account/change-password'
import { readSelf } from '../../operator/account/read-self'
import { removeTotp } from '../../operator/account/remove-totp'
import { listSessions, revokeSession, signOutOperator } from '../../operator/account/sessions'
import { beginTotp, confirmTotp } from '../../operator/account/set-up-totp'
import type { BestieHttp } from '../server'
import { actorOf } from './actor'

const config = { access: 'operator', beforeDuties: true } as const

/** Signing in and out of the control center, and the operator's own account there. */
export function accountRoutes(ctx: Ctx, app: BestieHttp): void {
  app.post(
    '/internal/auth/sign-in',
    { config: { access: 'anyone' }, schema: { body: signInOperatorBody, response: { 200: operatorSignedIn } } },
    (request) => signInOperator(ctx, request.body, { address: request.ip, userAgent: request.headers['user-agent'] }),
  )
  app.post(
    '/internal/auth/sign-out',
    { config, schema: { response: { 200: z.object({ status: z.literal('signed_out') }) } } },
    async (request) => {
      await signOutOperator(ctx, actorOf(request), request.token)
      return { status: 'signed_out' as const }
    },
  )
  app.get('/internal/me', { config, schema: { response: { 200: operatorSelf } } }, (request) => readSelf(ctx.db, request.user.id))
  app.post(
    '/internal/me/password',
    { config, schema: { body: changePasswordBody, response: { 200: operatorSelf } } },
    (request) => changePassword(ctx, actorOf(request), request.token, request.body),
  )
  app.post('/internal/me/totp', { config, schema: { body: beginTotpBody, response: { 200: totpBegun } } }, (request) =>
    beginTotp(ctx, actorOf(request), request.body.password),
  )
  app.post(
    '/internal/me/totp/confirm',
    { config, schema: { body: confirmTotpBody, response: { 200: operatorSelf } } },
    (request) => confirmTotp(ctx, actorOf(request), request.body.totp),
  )
  app.post('/internal/me/totp/remove', { config, schema: { body: removeTotpBody, response: { 200: operatorSelf } } }, (request) =>
    removeTotp(ctx, actorOf(request), request.body),
  )
  app.get('/internal/me/sessions', { config, schema: { response: { 200: operatorSessions } } }, (request) =>
    listSessions(ctx.db, request.user.id, request.token),
  )
  app.delete(
    '/internal/me/sessions/:id',
    { config, schema: { params: z.strictObject({ id }), response: { 200: operatorSessions } } },
    async (request) => {
      await revokeSession(ctx, actorOf(request), request.params.id)
      return await listSessions(ctx.db, request.user.id, request.token)
    },
  )
}
