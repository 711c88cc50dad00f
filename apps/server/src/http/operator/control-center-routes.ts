import type { Ctx } from '../../ctx'
import type { BestieHttp } from '../server'
import { accountRoutes } from './account-routes'
import { auditRoutes } from './audit-routes'
import { chatRoutes } from './chat-routes'
import { customerTableRoutes } from './customer-routes'
import { dashboardRoutes } from './dashboard-routes'
import { failureRoutes } from './failure-routes'
import { mitraTableRoutes } from './mitra-routes'
import { operatorRoutes } from './operator-routes'
import { paymentRoutes } from './payment-routes'
import { settingRoutes } from './setting-routes'

/** Everything the control center calls. */
export function controlCenterRoutes(ctx: Ctx, app: BestieHttp): void {
  accountRoutes(ctx, app)
  operatorRoutes(ctx, app)
  settingRoutes(ctx, app)
  failureRoutes(ctx, app)
  paymentRoutes(ctx, app)
  dashboardRoutes(ctx, app)
  auditRoutes(ctx, app)
  chatRoutes(ctx, app)
  mitraTableRoutes(ctx, app)
  customerTableRoutes(ctx, app)
}
