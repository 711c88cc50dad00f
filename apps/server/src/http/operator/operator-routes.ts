import type { Ctx } from '../../ctx'
import type { BestieHttp } from '../server'
import { accountRoutes } from './account-routes'
import { peopleRoutes } from './people-routes'
import { repairRoutes } from './repair-routes'

/** Everything the control center calls. */
export function operatorRoutes(ctx: Ctx, app: BestieHttp): void {
  accountRoutes(ctx, app)
  peopleRoutes(ctx, app)
  repairRoutes(ctx, app)
}
