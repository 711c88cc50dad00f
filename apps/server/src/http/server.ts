import { randomUUID } from 'node:crypto'
import Fastify, { LogController, type RouteOptions } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import type { User } from '../auth/tokens'
import type { Ctx } from '../ctx'
import { Refusal } from '../refusal'
import { type Access, admit } from './admit'
import { guardBrowsers } from './browsers'
import { publishDocument, refuseUndeclaredBodies } from './document'
import { letConnectionsGo } from './let-connections-go'
import { observeRequests } from './observe-requests'
import { PlainRequest } from './offered-protocol'
import { readInput } from './read-input'
import { answerUnreadable, sendError } from './send-error'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /** The command honours an Idempotency-Key. */
    idempotent?: boolean
    /** Asked by every app every few seconds, so it does not count as a use of its token. */
    isPoll?: boolean
    /** Open to an operator with an open duty, such as changing a one-time password. */
    beforeDuties?: boolean
  }
  interface FastifyRequest {
    user: User
    token: string
    /** The id for what the command creates, the same for every repeat with the same Idempotency-Key. */
    madeId: string | undefined
  }
}

/** How long a request may take to arrive, in ms: 64 kB over a poor connection, and no longer. Node looks twice a minute. */
const mostForRequest = 60_000

export type BestieHttp = Awaited<ReturnType<typeof openHttp>>

/**
 * An HTTP server with what both APIs share: typed schemas, problem details for every error, access declared by
 * every route (a route without it stops the start), security headers, CORS, and a document at /openapi.json.
 */
export async function openHttp(ctx: Ctx, title: string) {
  const app = Fastify({
    loggerInstance: ctx.log.child({}, { level: 'warn' }) as never,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: [...ctx.env.trustedProxies],
    bodyLimit: 64 * 1024,
    // By default a body may take for ever to arrive.
    requestTimeout: mostForRequest,
    http: { IncomingMessage: PlainRequest },
    genReqId: ({ headers }) => given(headers['x-request-id']) ?? randomUUID(),
    forceCloseConnections: 'idle',
    // While it stops, it still serves the requests that arrive, and then closes their connections.
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => void sendError(ctx, error, request, reply),
    clientErrorHandler: answerUnreadable,
    // Above Node's limit, so that the schema, not the router, refuses an over-long id.
    routerOptions: { maxParamLength: 20_000 },
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler((error, request, reply) => sendError(ctx, error as Error, request, reply))
  app.setNotFoundHandler((request, reply) => sendError(ctx, new Refusal('not_found'), request, reply))
  app.decorateRequest('token', '')
  app.decorateRequest('user')
  app.decorateRequest('madeId')

  letConnectionsGo(app as never)
  readInput(app)
  await guardBrowsers(ctx, app as never)
  observeRequests(ctx, app)
  app.addHook('onRequest', async (request, reply) => {
    // Apps measure time by the clock that the deadlines use.
    reply.header('x-server-time', ctx.clock.now())
    reply.header('x-request-id', request.id)
    await admit(ctx, request)
  })
  requireAccess(app)
  refuseUndeclaredBodies(app)
  await publishDocument(app, title)
  return app
}

/** Stops the start if a route does not say who may use it. */
function requireAccess(app: BestieHttp): void {
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => void routes.push(route))
  app.addHook('onReady', async () => {
    for (const { url, method, config } of routes) {
      if (config?.access === undefined && method !== 'OPTIONS') throw new Error(`${method} ${url} does not say who may use it`)
    }
  })
}

/** A request id from a proxy in front, if it looks like one. */
const given = (id: string | string[] | undefined) => (typeof id === 'string' && /^[\w-]{8,64}$/.test(id) ? id : undefined)
