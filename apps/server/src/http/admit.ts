import type { Role } from '@bestie/contracts/auth'
import type { FastifyRequest } from 'fastify'
import { readStanding } from '../auth/operator-standing'
import type { User } from '../auth/tokens'
import type { Ctx } from '../ctx'
import { Refusal } from '../refusal'

/** Who may use a route. A rank among operators includes the ranks above it. */
export type Access = 'anyone' | 'customer' | 'mitra' | 'customer or mitra' | 'gateway' | 'operator' | 'supervisor' | 'admin'

const rolesOf: Record<Exclude<Access, 'anyone' | 'gateway'>, readonly Role[]> = {
  customer: ['customer'],
  mitra: ['mitra'],
  'customer or mitra': ['customer', 'mitra'],
  operator: ['operator', 'supervisor', 'admin'],
  supervisor: ['supervisor', 'admin'],
  admin: ['admin'],
}

/** Lets a request through to its route, or refuses `unauthenticated` (no token) or `forbidden` (another role's). */
export async function admit(ctx: Ctx, request: FastifyRequest): Promise<void> {
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
