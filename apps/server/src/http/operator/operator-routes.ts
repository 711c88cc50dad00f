import type { Ctx } from '../../ctx'
import type { BestieHttp } from '../server'
import { accountRoutes } from './account-routes'
import { chatRoutes } from './chat-routes'
import { customerTableRoutes } from './customer-routes'
import { mitraTableRoutes } from './mitra-routes'
import { peopleRoutes } from './people-routes'
import { recordRoutes } from './record-routes'
import { repairRoutes } from './repair-routes'

/** Everything the control center calls. */
export function operatorRoutes(ctx: Ctx, app: BestieHttp): void {
  accountRoutes(ctx, app)
  peopleRoutes(ctx, app)
  repairRoutes(ctx, app)
  recordRoutes(ctx, app)
  chatRoutes(ctx, app)
  mitraTableRoutes(ctx, app)
  customerTableRoutes(ctx, app)
}
