import { createMitraBody, mitraProfile, mitrasQuery, mitraTable, renameMitraBody } from '@bestie/contracts/operator-mitras'
import { id } from '@bestie/contracts/values'
import { z } from 'zod'
import type { Ctx } from '../../ctx'
import { createMitra } from '../../operator/mitras/create-mitra'
import { eraseMitra } from '../../operator/mitras/erase-mitra'
import { listMitras, readMitraProfile } from '../../operator/mitras/read-mitras'
import { renameMitra } from '../../operator/mitras/rename-mitra'
import { suspendMitra, unsuspendMitra } from '../../operator/mitras/suspend-mitra'
import type { BestieHttp } from '../server'
import { actorOf } from './actor'
import { withReason } from './with-reason'

const [operator, supervisor, admin] = [
  { access: 'operator' } as const,
  { access: 'supervisor' } as const,
  { access: 'admin' } as const,
]
const params = z.strictObject({ id })
const response = { 200: mitraProfile }

/** The mitra, as the operators who look after them see them. */
export function mitraTableRoutes(ctx: Ctx, app: BestieHttp): void {
  app.get(
    '/internal/mitras',
    { config: operator, schema: { querystring: mitrasQuery, response: { 200: mitraTable } } },
    (request) => listMitras(ctx, request.query),
  )
  app.post('/internal/mitras', { config: supervisor, schema: { body: createMitraBody, response } }, (request) =>
    createMitra(ctx, actorOf(request), request.body),
  )
  app.get('/internal/mitras/:id', { config: operator, schema: { params, response } }, (request) =>
    readMitraProfile(ctx, request.params.id),
  )
  app.patch('/internal/mitras/:id', { config: supervisor, schema: { params, body: renameMitraBody, response } }, (request) =>
    renameMitra(ctx, actorOf(request), request.params.id, request.body.display_name),
  )
  app.post('/internal/mitras/:id/suspend', { config: supervisor, schema: { ...withReason, response } }, (request) =>
    suspendMitra(ctx, actorOf(request), request.params.id, request.body.reason),
  )
  app.post('/internal/mitras/:id/unsuspend', { config: supervisor, schema: { ...withReason, response } }, (request) =>
    unsuspendMitra(ctx, actorOf(request), request.params.id, request.body.reason),
  )
  app.post('/internal/mitras/:id/erase', { config: admin, schema: { ...withReason, response } }, (request) =>
    eraseMitra(ctx, actorOf(request), request.params.id, request.body.reason),
  )
}
