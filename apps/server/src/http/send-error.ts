import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Problem } from '@bestie/contracts/errors'
import type { ConnectionError, FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import type { Ctx } from '../ctx'
import { Refusal } from '../refusal'

/** Answers a failed request with problem details: a Refusal as it is; any other error, logged, as `unavailable` or `internal`. */
export function sendError(ctx: Ctx, error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = asRefusal(error)
  if (refusal === undefined)
    ctx.log.error(
      { err: error, request_id: request.id, method: request.method, route: request.routeOptions.url },
      'a request failed',
    )
  const { code, status, details } = refusal ?? new Refusal(isDatabaseAway(error) ? 'unavailable' : 'internal')
  if (details.retry_after_seconds !== undefined) reply.header('retry-after', details.retry_after_seconds)
  if (status === 401) reply.header('www-authenticate', 'Bearer')
  // Fastify would hang up on a client that is still sending a body that is too large, and that would then never read the answer.
  if ((error as FastifyError).code === 'FST_ERR_CTP_BODY_TOO_LARGE') reply.removeHeader('connection')
  const problem: Problem = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, code, ...defined(details) }
  // The body does not match the route's schema for success, so it is serialised directly.
  return reply.code(status).type('application/problem+json').serializer(JSON.stringify).send(problem)
}

/** Answers what is not an HTTP request, or has too long headers, on the bare socket (it has no route and no reply), and hangs up. */
export function answerUnreadable({ code }: ConnectionError, socket: Socket): void {
  if (code !== 'ECONNRESET' && socket.writable) {
    const status = code === 'HPE_HEADER_OVERFLOW' ? 431 : code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
    const problem: Problem = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, code: 'invalid_request' }
    const body = JSON.stringify(problem)
    const head = ['content-type: application/problem+json', `content-length: ${Buffer.byteLength(body)}`, 'connection: close']
    socket.write([`HTTP/1.1 ${status} ${problem.title}`, ...head, '', body].join('\r\n'))
  }
  socket.destroySoon()
}

function asRefusal(error: Error): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (hasZodFastifySchemaValidationErrors(error)) {
    const fields = error.validation.map((issue) => ({ path: issue.instancePath, message: issue.message ?? 'invalid' }))
    return new Refusal('invalid_request', { fields })
  }
  // Fastify's own errors: a body that is not JSON, too large, or of another type.
  const { statusCode } = error as FastifyError
  if (statusCode === 429) return new Refusal('rate_limited')
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new Refusal('invalid_request', { detail: error.message })
  return undefined
}

const defined = (details: object): object =>
  Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined))

/**
 * Connection refused, lost or not available in time; shutting down, starting up, too many clients, a standby not yet promoted, a lock
 * not let go.
 */
function isDatabaseAway(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  return (
    [
      'ECONNREFUSED',
      'ECONNRESET',
      'EPIPE',
      'ETIMEDOUT',
      'ENOTFOUND',
      'EAI_AGAIN',
      'EHOSTUNREACH',
      'ENETUNREACH',
      '25006',
      '57P01',
      '57P02',
      '57P03',
      '53300',
      '55P03',
      '08006',
      '08003',
    ].includes(code ?? '') ||
    /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
      message ?? '',
    )
  )
}
