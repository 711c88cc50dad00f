import {
  customerContact,
  customerExport,
  customerProfile,
  customersQuery,
  customerTable,
  eraseCustomerBody,
} from '@bestie/contracts/operator-customers'
import { id } from '@bestie/contracts/values'
import { z } from 'zod'
import type { Ctx } from '../../ctx'
import { blockCustomer, unblockCustomer } from '../../operator/customers/block-customer'
import { eraseCustomer } from '../../operator/customers/erase-customer'
import { exportCustomer } from '../../operator/customers/export-customer'
import { listCustomers, readCustomerProfile } from '../../operator/customers/read-customers'
import { restrictCustomer, unrestrictCustomer } from '../../operator/customers/restrict-customer'
import { revealContact } from '../../operator/customers/reveal-contact'
import type { BestieHttp } from '../server'
import { actorOf } from './actor'
import { withReason } from './with-reason'

const [operator, supervisor, admin] = [
  { access: 'operator' } as const,
  { access: 'supervisor' } as const,
  { access: 'admin' } as const,
]
const params = z.strictObject({ id })
const response = { 200: customerProfile }

/** The customers, masked; revealing or changing one requires a reason. */
export function customerTableRoutes(ctx: Ctx, app: BestieHttp): void {
  app.get(
    '/internal/customers',
    { config: operator, schema: { querystring: customersQuery, response: { 200: customerTable } } },
    (request) => listCustomers(ctx.db, request.query),
  )
  app.get('/internal/customers/:id', { config: operator, schema: { params, response } }, (request) =>
    readCustomerProfile(ctx.db, request.params.id),
  )
  app.post(
    '/internal/customers/:id/reveal',
    { config: supervisor, schema: { ...withReason, response: { 200: customerContact } } },
    (request) => revealContact(ctx, actorOf(request), request.params.id, request.body.reason),
  )
  app.post('/internal/customers/:id/block', { config: supervisor, schema: { ...withReason, response } }, (request) =>
    blockCustomer(ctx, actorOf(request), request.params.id, request.body.reason),
  )
  app.post('/internal/customers/:id/unblock', { config: supervisor, schema: { ...withReason, response } }, (request) =>
    unblockCustomer(ctx, actorOf(request), request.params.id, request.body.reason),
  )
  app.post('/internal/customers/:id/restrict', { config: supervisor, schema: { ...withReason, response } }, (request) =>
    restrictCustomer(ctx, actorOf(request), request.params.id, request.body.reason),
  )
  app.post('/internal/customers/:id/unrestrict', { config: supervisor, schema: { ...withReason, response } }, (request) =>
    unrestrictCustomer(ctx, actorOf(request), request.params.id, request.body.reason),
  )
  app.post(
    '/internal/customers/:id/export',
    { config: supervisor, schema: { ...withReason, response: { 200: customerExport } } },
    (request) => exportCustomer(ctx, actorOf(request), request.params.id, request.body.reason),
  )
  app.post('/internal/customers/:id/erase', { config: admin, schema: { params, body: eraseCustomerBody, response } }, (request) =>
    eraseCustomer(ctx, actorOf(request), request.params.id, request.body),
  )
}
