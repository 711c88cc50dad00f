import { dashboard, dashboardQuery } from '@bestie/contracts/operator-dashboard'
import type { Ctx } from '../../ctx'
import { readDashboard } from '../../operator/dashboard/read-dashboard'
import type { BestieHttp } from '../server'

const config = { access: 'operator' } as const

/** The figures: now, and over a period. */
export function dashboardRoutes(ctx: Ctx, app: BestieHttp): void {
  app.get('/internal/dashboard', { config, schema: { querystring: dashboardQuery, response: { 200: dashboard } } }, (request) =>
    readDashboard(ctx, request.query),
  )
}
