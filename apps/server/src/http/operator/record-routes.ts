import { auditQuery, auditTable } from '@bestie/contracts/operator-audit'
import { dashboard, dashboardQuery } from '@bestie/contracts/operator-dashboard'
import { paymentLife, paymentsQuery, paymentTable } from '@bestie/contracts/operator-payment'
import { id } from '@bestie/contracts/values'
import { z } from 'zod'
import type { Ctx } from '../../ctx'
import { readDashboard } from '../../operator/dashboard/read-dashboard'
import { listAudit } from '../../operator/list-audit'
import { listPayments } from '../../operator/payments/list-payments'
import { readPaymentLife } from '../../operator/payments/read-payment-life'
import type { BestieHttp } from '../server'

const config = { access: 'operator' } as const

/** What happened: payments and their histories, the figures, and the audit log. */
export function recordRoutes(ctx: Ctx, app: BestieHttp): void {
  app.get('/internal/payments', { config, schema: { querystring: paymentsQuery, response: { 200: paymentTable } } }, (request) =>
    listPayments(ctx.db, request.query),
  )
  app.get(
    '/internal/payments/:id',
    { config, schema: { params: z.strictObject({ id }), response: { 200: paymentLife } } },
    (request) => readPaymentLife(ctx.db, request.params.id),
  )
  app.get('/internal/dashboard', { config, schema: { querystring: dashboardQuery, response: { 200: dashboard } } }, (request) =>
    readDashboard(ctx, request.query),
  )
  app.get('/internal/audit', { config, schema: { querystring: auditQuery, response: { 200: auditTable } } }, (request) =>
    listAudit(ctx.db, request.query),
  )
}
