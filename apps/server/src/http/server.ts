import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Role } from '@bestie/contracts/auth'
import { type Problem, problem } from '@bestie/contracts/errors'
import { isStorableText } from '@bestie/contracts/values'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyError, type FastifyReply, type FastifyRequest, LogController, type RouteOptions } from 'fastify'
import {
  createJsonSchemaTransform,
  hasZodFastifySchemaValidationErrors,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod'
import { z } from 'zod'
import { readStanding } from '../auth/operator-standing'
import type { User } from '../auth/tokens'
import type { Ctx } from '../ctx'
import { Refusal } from '../refusal'
import { guardBrowsers } from './browsers'

/** Who may use a route. A rank among operators includes the ranks above it. */
export type Access = 'anyone' | 'customer' | 'mitra' | 'customer or mitra' | 'gateway' | 'operator' | 'supervisor' | 'admin'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /** The command honours an Idempotency-Key. */
    idempotent?: boolean
    /** Open to an operator who has something to do first, such as changing a one-time password. */
    beforeDuties?: boolean
  }
  interface FastifyRequest {
    user: User
    token: string
    /** The id for whatever the command makes, the same for every repeat under one Idempotency-Key. */
    madeId: string | undefined
    traced: ReturnType<Ctx['tracing']['begin']> | undefined
  }
}

export type BestieHttp = Awaited<ReturnType<typeof openHttp>>

const rolesOf: Record<Exclude<Access, 'anyone' | 'gateway'>, readonly Role[]> = {
  customer: ['customer'],
  mitra: ['mitra'],
  'customer or mitra': ['customer', 'mitra'],
  operator: ['operator', 'supervisor', 'admin'],
  supervisor: ['supervisor', 'admin'],
  admin: ['admin'],
}

/** The body of a command that takes none. */
const nothing = z.strictObject({}).nullish()

/** What a command takes that may be repeated, for the document. */
const idempotencyHeader = {
  type: 'object',
  properties: { 'Idempotency-Key': { type: 'string', description: 'The same key and body get the same answer' } },
}

/** What every refusal looks like, for the document. */
const problemResponse = {
  description: 'Refused; switch on `code`',
  content: { 'application/problem+json': { schema: z.toJSONSchema(problem) } },
}

/**
 * An HTTP server with what both APIs share: typed schemas, problem details for every error, access declared by every route (one
 * without a declaration stops the start), security headers, CORS, and a document at /openapi.json.
 */
export async function openHttp(ctx: Ctx, title: string) {
  const app = Fastify({
    loggerInstance: ctx.log.child({}, { level: 'warn' }) as never,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: [...ctx.env.trustedProxies],
    bodyLimit: 64 * 1024,
    genReqId: ({ headers }) => given(headers['x-request-id']) ?? randomUUID(),
    forceCloseConnections: 'idle',
    // Longer than Node takes an address: what is too long for an id is the schema's to refuse.
    routerOptions: { maxParamLength: 20_000 },
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler((error, request, reply) => sendError(ctx, error as Error, request, reply))
  app.setNotFoundHandler((request, reply) => sendError(ctx, new Refusal('not_found'), request, reply))
  // Clients say `application/json` out of habit, also where they send nothing.
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : parseJson(request, body as string, done),
  )
  app.addHook('preValidation', async (request) => {
    // A form sends the fields too that were left empty: nothing was asked for with them.
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
    if (route.method === 'POST') route.schema = { body: nothing, ...route.schema }
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
    // Apps count time by the clock of the deadlines.
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
      const schema = transformed.schema as { response?: object }
      const headers = given.route.config?.idempotent ? { headers: idempotencyHeader } : {}
      return {
        ...transformed,
        schema: { ...schema, ...headers, security, response: { ...schema.response, default: problemResponse } },
      } as never
    },
  })
  app.get('/openapi.json', { config: { access: 'anyone' }, schema: { hide: true } }, () => app.swagger())
  return app
}

/** Whether every text in what was sent, names too, is one that the database can keep; nothing that we take is nested deeply. */
function isStorable(given: unknown, depth = 0): boolean {
  if (typeof given === 'string') return isStorableText(given)
  if (typeof given !== 'object' || given === null) return true
  return depth < 16 && Object.entries(given).every(([name, value]) => isStorableText(name) && isStorable(value, depth + 1))
}

/** An id that a proxy in front gave the request, if it looks like one. */
const given = (id: string | string[] | undefined) => (typeof id === 'string' && /^[\w-]{8,64}$/.test(id) ? id : undefined)

/** Lets a request through to its route, or refuses `unauthenticated` (no token) or `forbidden` (another role's). */
async function admit(ctx: Ctx, request: FastifyRequest): Promise<void> {
  const access = request.routeOptions.config.access
  if (access === undefined || access === 'anyone' || access === 'gateway') return
  const [scheme, token] = (request.headers.authorization ?? '').split(' ')
  if (scheme?.toLowerCase() !== 'bearer' || !token) throw new Refusal('unauthenticated')
  const user = await ctx.tokens.recognise(token)
  if (user === undefined) throw new Refusal('unauthenticated')
  request.user = rolesOf.operator.includes(user.role) ? await admitOperator(ctx, request, user, token) : user
  if (!rolesOf[access].includes(request.user.role)) throw new Refusal('forbidden')
  request.token = token
}

/** An operator as they stand now. Refuses `unauthenticated` for a disabled account, and what they must do first by its own code. */
async function admitOperator(ctx: Ctx, request: FastifyRequest, user: User, token: string): Promise<User> {
  const standing = await readStanding(ctx.db, token, request.ip)
  if (standing === undefined) throw new Refusal('unauthenticated')
  const [duty] = standing.duties
  if (duty !== undefined && !request.routeOptions.config.beforeDuties) throw new Refusal(duty)
  return { id: user.id, role: standing.role }
}

function sendError(ctx: Ctx, error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = asRefusal(error)
  if (refusal === undefined)
    ctx.log.error(
      { err: error, request_id: request.id, method: request.method, route: request.routeOptions.url },
      'a request failed',
    )
  const { code, status, details } = refusal ?? new Refusal(isDatabaseAway(error) ? 'unavailable' : 'internal')
  if (details.retry_after_seconds !== undefined) reply.header('retry-after', details.retry_after_seconds)
  const problem: Problem = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, code, ...defined(details) }
  // The body is not what the route's schema promises for success, so it is written as it is.
  return reply.code(status).type('application/problem+json').serializer(JSON.stringify).send(problem)
}

function asRefusal(error: Error): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (hasZodFastifySchemaValidationErrors(error)) {
    const fields = error.validation.map((issue) => ({ path: issue.instancePath, message: issue.message ?? 'invalid' }))
    return new Refusal('invalid_request', { fields })
  }
  // Fastify's own: a body that is no JSON, too large, of another type.
  const { statusCode } = error as FastifyError
  if (statusCode === 429) return new Refusal('rate_limited')
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new Refusal('invalid_request', { detail: error.message })
  return undefined
}

const defined = (details: object): object =>
  Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined))

/** Connection refused, lost or not to be had in time; shutting down, starting up, too many clients. */
function isDatabaseAway(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  return (
    [
      'ECONNREFUSED',
      'ECONNRESET',
      'EPIPE',
      'ETIMEDOUT',
      'ENOTFOUND',
      '57P01',
      '57P02',
      '57P03',
      '53300',
      '08006',
      '08003',
    ].includes(code ?? '') ||
    /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
      message ?? '',
    )
  )
}
