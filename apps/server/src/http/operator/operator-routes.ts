import {
  changeRoleBody,
  createOperatorBody,
  operatorPeople,
  operatorPeopleQuery,
  operatorPerson,
  operatorWithPassword,
  requireTotpBody,
} from '@bestie/contracts/operator-operators'
import { id } from '@bestie/contracts/values'
import { z } from 'zod'
import type { Ctx } from '../../ctx'
import { changeRole } from '../../operator/operators/change-role'
import { createOperator } from '../../operator/operators/create-operator'
import { disableOperator, enableOperator } from '../../operator/operators/disable-operator'
import { listOperators } from '../../operator/operators/read-operators'
import { requireTotp } from '../../operator/operators/require-totp'
import { resetPassword, resetTotp } from '../../operator/operators/reset-access'
import type { BestieHttp } from '../server'
import { actorOf } from './actor'
import { withReason } from './with-reason'

const [supervisor, admin] = [{ access: 'supervisor' } as const, { access: 'admin' } as const]
const params = z.strictObject({ id })
const response = { 200: operatorPerson }

/** The operators' accounts: roles, and how they sign in. */
export function operatorRoutes(ctx: Ctx, app: BestieHttp): void {
  app.get(
    '/internal/operators',
    { config: supervisor, schema: { querystring: operatorPeopleQuery, response: { 200: operatorPeople } } },
    (request) => listOperators(ctx.db, request.query.page),
  )
  app.post(
    '/internal/operators',
    { config: admin, schema: { body: createOperatorBody, response: { 200: operatorWithPassword } } },
    (request) => createOperator(ctx, actorOf(request), request.body),
  )
  app.patch('/internal/operators/:id', { config: admin, schema: { params, body: changeRoleBody, response } }, (request) =>
    changeRole(ctx, actorOf(request), request.params.id, request.body.role),
  )
  app.post(
    '/internal/operators/:id/require-totp',
    { config: supervisor, schema: { params, body: requireTotpBody, response } },
    (request) => requireTotp(ctx, actorOf(request), request.params.id, request.body.required),
  )
  app.post('/internal/operators/:id/reset-totp', { config: admin, schema: { ...withReason, response } }, (request) =>
    resetTotp(ctx, actorOf(request), request.params.id, request.body.reason),
  )
  app.post(
    '/internal/operators/:id/reset-password',
    { config: admin, schema: { ...withReason, response: { 200: operatorWithPassword } } },
    (request) => resetPassword(ctx, actorOf(request), request.params.id, request.body.reason),
  )
  app.post('/internal/operators/:id/disable', { config: admin, schema: { ...withReason, response } }, (request) =>
    disableOperator(ctx, actorOf(request), request.params.id, request.body.reason),
  )
  app.post('/internal/operators/:id/enable', { config: admin, schema: { ...withReason, response } }, (request) =>
    enableOperator(ctx, actorOf(request), request.params.id, request.body.reason),
  )
}
