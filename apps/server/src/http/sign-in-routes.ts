import { me, patchMeBody, requestCodeBody, signedIn, verifyCodeBody } from '@bestie/contracts/auth'
import { z } from 'zod'
import { changeMe, readMe } from '../auth/me'
import { requestCode } from '../auth/request-code'
import { verifyCode } from '../auth/verify-code'
import type { Ctx } from '../ctx'
import type { BestieHttp } from './server'

const destinationOf = (body: { phone?: string | undefined; email?: string | undefined }): string => body.phone ?? body.email ?? ''

/** Signing in by code, signing out, and one's own account: for customers and mitra alike. */
export function signInRoutes(ctx: Ctx, app: BestieHttp): void {
  app.post(
    '/api/auth/otp/request',
    {
      config: { access: 'anyone' },
      schema: { body: requestCodeBody, response: { 202: z.object({ status: z.literal('sent') }) } },
    },
    async (request, reply) => {
      await requestCode(ctx, destinationOf(request.body), request.ip)
      return reply.code(202).send({ status: 'sent' })
    },
  )
  app.post(
    '/api/auth/otp/verify',
    { config: { access: 'anyone' }, schema: { body: verifyCodeBody, response: { 200: signedIn } } },
    (request) =>
      verifyCode(ctx, destinationOf(request.body), request.body.code, {
        address: request.ip,
        userAgent: request.headers['user-agent'],
      }),
  )
  app.post(
    '/api/auth/sign-out',
    { config: { access: 'customer or mitra' }, schema: { response: { 200: z.object({ status: z.literal('signed_out') }) } } },
    async (request) => {
      await ctx.tokens.revoke(request.token)
      return { status: 'signed_out' as const }
    },
  )
  app.get('/api/me', { config: { access: 'customer or mitra' }, schema: { response: { 200: me } } }, (request) =>
    readMe(ctx.db, request.user),
  )
  app.patch(
    '/api/me',
    { config: { access: 'customer or mitra' }, schema: { body: patchMeBody, response: { 200: me } } },
    (request) => changeMe(ctx.db, request.user, request.body),
  )
}
