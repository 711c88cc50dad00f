import type { Role } from '@bestie/contracts/auth'
import { isAtLeast, isOperatorRole, type OperatorRole } from '@bestie/contracts/operator-rank'
import type { FastifyRequest } from 'fastify'
import { readStanding } from '../auth/operator-standing'
import type { User } from '../auth/tokens'
import type { Ctx } from '../ctx'
import { Refusal } from '../refusal'

/** Who may use a route. For operators: this rank and those above it. */
export type Access = 'anyone' | 'customer' | 'mitra' | 'customer or mitra' | 'gateway' | OperatorRole

function isOpenTo(access: Exclude<Access, 'anyone' | 'gateway'>, role: Role): boolean {
  if (access === 'customer or mitra') return role === 'customer' || role === 'mitra'
  return isOperatorRole(access) ? isAtLeast(role, access) : role === access
}

/** Admits a request to its route, or refuses `unauthenticated` (no valid token) or `forbidden` (another role's route). */
export async function admit(ctx: Ctx, request: FastifyRequest): Promise<void> {
  const { access, isPoll = false } = request.routeOptions.config
  if (access === undefined || access === 'anyone' || access === 'gateway') return
  const [scheme, token] = (request.headers.authorization ?? '').split(' ')
  if (scheme?.toLowerCase() !== 'bearer' || !token) throw new Refusal('unauthenticated')
  const user = await ctx.tokens.recognise(token, { noting: !isPoll })
  if (user === undefined) throw new Refusal('unauthenticated')
  request.user = isOperatorRole(user.role) ? await admitOperator(ctx, request, user, token) : user
  if (!isOpenTo(access, request.user.role)) throw new Refusal('forbidden')
  request.token = token
}

/** The operator with their present role. Refuses `unauthenticated` for a disabled account, and an open duty with its own code. */
async function admitOperator(ctx: Ctx, request: FastifyRequest, user: User, token: string): Promise<User> {
  const standing = await readStanding(ctx.db, token, request.ip)
  if (standing === undefined) throw new Refusal('unauthenticated')
  const [duty] = standing.duties
  if (duty !== undefined && !request.routeOptions.config.beforeDuties) throw new Refusal(duty)
  return { id: user.id, role: standing.role }
}
