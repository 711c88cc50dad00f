import type { Ctx } from './ctx'
import { healthRoutes } from './http/health-routes'
import { listenOn } from './http/listen'
import { metricsRoutes } from './http/metrics-routes'
import { openHttp } from './http/server'
import type { Serving } from './serve-public'

/** Health and metrics of a role without an internal port, on `METRICS_HOST` and `METRICS_PORT`. */
export async function serveMetrics(ctx: Ctx, port: number): Promise<Serving> {
  const app = await openHttp(ctx, 'Bestie, health and metrics')
  healthRoutes(ctx, app)
  metricsRoutes(ctx, app)
  const url = await listenOn(app, ctx.env.metricsHost, port, 'METRICS_PORT')
  return { url, stop: () => app.close() }
}
