import type { IncomingHttpHeaders } from 'node:http'
import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import type { Ctx } from '../ctx'

/** Only our own files: no foreign scripts, frames or base address. `formAction`: where forms may lead, redirects included. */
export const contentSecurityPolicy = (formAction = "'self'"): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    // Mantine sets its theme's variables in its own style element.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    `form-action ${formAction}`,
    "frame-ancestors 'none'",
  ].join(';')

/** Recommended security headers that current browsers honour. */
const everywhere = {
  'content-security-policy': contentSecurityPolicy(),
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}
/** HTTPS only: the apps are also served over plain HTTP on a local network. */
const overHttps = {
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'cross-origin-opener-policy': 'same-origin',
}

/** For answers that are not pages: a browser shown one may load and run nothing. */
export const nothingAllowed = "default-src 'none'; frame-ancestors 'none'"

/**
 * Security headers and CORS for every answer. Register it before anything that may
 * refuse: without these headers an app on another origin could not read the refusal.
 */
export async function guardBrowsers(ctx: Pick<Ctx, 'env'>, app: FastifyInstance): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(everywhere)
    if (request.protocol === 'https') reply.headers(overHttps)
  })
  app.addHook('onSend', async (_request, reply) => {
    // Answers about people are for the caller, not for a cache on the way; files set their own cache-control.
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  })
  await app.register(cors, {
    origin: (origin, answer) => answer(null, isAllowedOrigin(ctx, origin)),
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['x-server-time', 'x-request-id', 'retry-after'],
    maxAge: 600,
  })
}

/** Origins that may call from a browser: those named, and in a demo any page of this machine. */
export function isAllowedOrigin({ env }: Pick<Ctx, 'env'>, origin: string | undefined): boolean {
  if (origin === undefined) return false
  if (env.corsOrigins.includes(origin)) return true
  return !env.production && env.corsOrigins.length === 0 && /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(origin)
}

/** Whether a request with these headers may open a socket: our own pages, allowed origins, and apps outside a browser. */
export function mayConnect(ctx: Pick<Ctx, 'env'>, { origin, host }: IncomingHttpHeaders): boolean {
  if (origin === undefined || isAllowedOrigin(ctx, origin)) return true
  return URL.canParse(origin) && new URL(origin).host === host
}
