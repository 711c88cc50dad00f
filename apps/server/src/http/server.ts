import { randomUUID } from 'node:crypto'
import { problem } from '@bestie/contracts/errors'
import { isStorableText } from '@bestie/contracts/storable-text'
import swagger from '@fastify/swagger'
import Fastify, { LogController, type RouteOptions } from 'fastify'
import { createJsonSchemaTransform, serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { User } from '../auth/tokens'
import type { Ctx } from '../ctx'
import { Refusal } from '../refusal'
import { type Access, admit } from './admit'
import { guardBrowsers } from './browsers'
import { answerUnreadable, sendError } from './send-error'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /** The command honours an Idempotency-Key. */
    idempotent?: boolean
    /** Open to an operator with an open duty, such as changing a one-time password. */
    beforeDuties?: boolean
  }
  interface FastifyRequest {
    user: User
    token: string
    /** The id for what the command creates, the same for every repeat with the same Idempotency-Key. */
    madeId: string | undefined
    traced: ReturnType<Ctx['tracing']['begin']> | undefined
  }
}

export type BestieHttp = Awaited<ReturnType<typeof openHttp>>

/** The body of a command that takes none. */
const nothing = z.strictObject({}).nullish()

/** The header of an idempotent command, for the OpenAPI document. */
const idempotencyHeader = {
  type: 'object',
  properties: { 'Idempotency-Key': { type: 'string', description: 'The same key and body get the same answer' } },
}

/** The shape of every refusal, for the OpenAPI document. */
const problemResponse = {
  description: 'Refused; switch on `code`',
  content: { 'application/problem+json': { schema: z.toJSONSchema(problem) } },
}

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
    genReqId: ({ headers }) => given(headers['x-request-id']) ?? randomUUID(),
    forceCloseConnections: 'idle',
    // While it stops it serves what still comes, and closes the connection after it.
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
  // Clients send `application/json` out of habit, even without a body.
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : parseJson(request, body as string, done),
  )
  app.addHook('preValidation', async (request) => {
    // HTML forms send empty fields: treat them as absent.
    const query = request.query as Record<string, unknown>
    for (const [name, value] of Object.entries(query)) if (value === '') delete query[name]
    for (const part of ['params', 'query', 'body'] as const) {
      if (!isStorable(request[part]))
        throw new Refusal('invalid_request', { fields: [{ path: `/${part}`, message: 'text that cannot be stored' }] })
    }
  })
  app.decorateRequest('token', '')
  app.decorateRequest('user')
  app.decorateRequest('madeId')
  app.decorateRequest('traced')

  await guardBrowsers(ctx, app as never)

  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => {
    routes.push(route)
    if (route.method === 'POST' || route.method === 'DELETE') route.schema = { body: nothing, ...route.schema }
  })
  app.addHook('onReady', async () => {
    for (const { url, method, config } of routes) {
      if (config?.access === undefined && method !== 'OPTIONS') throw new Error(`${method} ${url} does not say who may use it`)
    }
  })
  if (ctx.tracing.on) {
    app.addHook('onRequest', (request, _reply, done) => {
      const { url: route } = request.routeOptions
      request.traced = ctx.tracing.begin(`${request.method} ${route ?? 'none'}`, {
        'http.route': route ?? 'none',
        request_id: request.id,
      })
      request.traced.run(done)
    })
    app.addHook('onResponse', async (request, { statusCode }) => {
      request.traced?.end(statusCode >= 500 ? new Error(String(statusCode)) : undefined)
    })
  }
  app.addHook('onRequest', async (request, reply) => {
    // Apps measure time by the clock that the deadlines use.
    reply.header('x-server-time', ctx.clock.now())
    reply.header('x-request-id', request.id)
    await admit(ctx, request)
  })

  app.addHook('onResponse', async (request, reply) => {
    const labels = { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode }
    ctx.metrics.requests.observe(labels, reply.elapsedTime / 1000)
  })

  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title, version: '1.0.0' },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    },
    transform: (given) => {
      const transformed = createJsonSchemaTransform({ skipList: [] })(given as never)
      const access = given.route.config?.access
      const security = access === undefined || access === 'anyone' ? [] : [{ bearer: [] }]
      const { body, produces = [], ...schema } = transformed.schema as { body?: object; response?: object; produces?: string[] }
      const texts = Object.fromEntries(produces.map((type) => [type, { schema: { type: 'string' } }]))
      const told = produces.length > 0 ? { 200: { description: 'Text', content: texts } } : schema.response
      const takes = (given.schema as { body?: unknown }).body === nothing ? {} : { body }
      const headers = given.route.config?.idempotent ? { headers: idempotencyHeader } : {}
      return {
        ...transformed,
        schema: { ...schema, ...takes, ...headers, security, response: { ...told, default: problemResponse } },
      } as never
    },
  })
  app.get('/openapi.json', { config: { access: 'anyone' }, schema: { hide: true } }, () => app.swagger())
  return app
}

/** Whether the database can store every text in the input, names included; no valid input is nested deeply. */
function isStorable(given: unknown, depth = 0): boolean {
  if (typeof given === 'string') return isStorableText(given)
  if (typeof given !== 'object' || given === null) return true
  return depth < 16 && Object.entries(given).every(([name, value]) => isStorableText(name) && isStorable(value, depth + 1))
}

/** A request id from a proxy in front, if it looks like one. */
const given = (id: string | string[] | undefined) => (typeof id === 'string' && /^[\w-]{8,64}$/.test(id) ? id : undefined)
