import type { FastifyRequest } from 'fastify'
import type { Actor } from '../../operator/audit'

/** Who sent this request and from where, as the audit log records it. */
export const actorOf = (request: FastifyRequest): Actor & { id: string } => ({ ...request.user, address: request.ip })
