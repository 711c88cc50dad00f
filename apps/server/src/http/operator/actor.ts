import type { FastifyRequest } from 'fastify'
import type { Operator } from '../../operator/audit'

/** Who sent this request and from where, as the audit log records it. */
export const actorOf = (request: FastifyRequest): Operator => ({ ...request.user, address: request.ip })
