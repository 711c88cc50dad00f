import type { IncomingHttpHeaders } from 'node:http'
import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import type { Ctx } from '../ctx'

/** What the apps are made of, and nothing else: no script but our own files, no frame around them, no form or address that leads elsewhere. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  // Mantine sets its theme's variables in a style element of its own.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join(';')

/** Of the headers that are recommended for safety those that browsers of today listen to. */
const everywhere = {
  'content-security-policy': contentSecurityPolicy,
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}
/** Said where it means anything: it is served on plain http as well, on a phone in the same network. */
const overHttps = {
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'cross-origin-opener-policy': 'same-origin',
}

/** For answers that are no pages: nothing that somebody makes a browser show of them does anything. */
export const nothingAllowed = "default-src 'none'; frame-ancestors 'none'"

/**
 * Security headers and CORS for every answer, refusals too: registered before whatever may refuse, since an app on another origin could
 * not even read a refusal without them.
 */
export async function guardBrowsers(ctx: Pick<Ctx, 'env'>, app: FastifyInstance): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(everywhere)
    if (request.protocol === 'https') reply.headers(overHttps)
  })
  app.addHook('onSend', async (_request, reply) => {
    // What is said of people is for who asked, not for a cache on the way; files say themselves how long they keep.
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  })
  await app.register(cors, {
    origin: (origin, answer) => answer(null, isAllowedOrigin(ctx, origin)),
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['x-server-time', 'x-request-id', 'retry-after'],
    maxAge: 600,
  })
}

/** Origins that may call from a browser: those named, and on a demo any page of this machine. */
export function isAllowedOrigin({ env }: Pick<Ctx, 'env'>, origin: string | undefined): boolean {
  if (origin === undefined) return false
  if (env.corsOrigins.includes(origin)) return true
  return !env.production && env.corsOrigins.length === 0 && /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(origin)
}

/** Whether a socket may be opened from where these headers say: our own pages, allowed origins, and apps that are no browser. */
export function mayConnect(ctx: Pick<Ctx, 'env'>, { origin, host }: IncomingHttpHeaders): boolean {
  if (origin === undefined || isAllowedOrigin(ctx, origin)) return true
  return URL.canParse(origin) && new URL(origin).host === host
}
