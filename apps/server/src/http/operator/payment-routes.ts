import { paymentLife, paymentsQuery, paymentTable } from '@bestie/contracts/operator-payments'
import { id } from '@bestie/contracts/values'
import { z } from 'zod'
import type { Ctx } from '../../ctx'
import { listPayments } from '../../operator/payments/list-payments'
import { readPaymentLife } from '../../operator/payments/read-payment-life'
import type { BestieHttp } from '../server'

const config = { access: 'operator' } as const

/** The payments, each with its whole life. */
export function paymentRoutes(ctx: Ctx, app: BestieHttp): void {
  app.get('/internal/payments', { config, schema: { querystring: paymentsQuery, response: { 200: paymentTable } } }, (request) =>
    listPayments(ctx.db, request.query),
  )
  app.get(
    '/internal/payments/:id',
    { config, schema: { params: z.strictObject({ id }), response: { 200: paymentLife } } },
    (request) => readPaymentLife(ctx.db, request.params.id),
  )
}
