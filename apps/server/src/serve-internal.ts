import { operatorRoles } from '@bestie/contracts/operator-rank'
import type { Ctx } from './ctx'
import { serveApps } from './http/apps'
import { demoSignInRoutes, outboxRoutes } from './http/demo-routes'
import { healthRoutes } from './http/health-routes'
import { honourIdempotencyKeys } from './http/idempotency'
import { listenOn } from './http/listen'
import { metricsRoutes } from './http/metrics-routes'
import { controlCenterRoutes } from './http/operator/control-center-routes'
import { openHttp } from './http/server'
import { businessMetrics } from './observe/business-metrics'
import type { Serving } from './serve-public'

/** The internal role: operators and the control center. In a demo also the outbox and one-click sign-in. */
export async function serveInternal(ctx: Ctx, { demo, host }: { demo: boolean; host: string }): Promise<Serving> {
  const app = await openHttp(ctx, 'Bestie, internal API')
  honourIdempotencyKeys(ctx, app)
  healthRoutes(ctx, app)
  businessMetrics(ctx)
  metricsRoutes(ctx, app)
  controlCenterRoutes(ctx, app)
  if (!ctx.env.production) outboxRoutes(ctx, app)
  if (demo) demoSignInRoutes(ctx, app, operatorRoles)
  await serveApps(app, [{ name: 'control-center', prefix: '/' }])
  const url = await listenOn(app, host, ctx.env.internalPort, 'INTERNAL_PORT')
  return { url, stop: () => app.close() }
}
