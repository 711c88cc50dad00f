import { collectDefaultMetrics } from 'prom-client'
import type { Ctx } from '../ctx'
import type { BestieHttp } from './server'

/** `/metrics`, for Prometheus. It needs no token, so serve it only on ports that the internal network alone reaches. */
export function metricsRoutes(ctx: Ctx, app: BestieHttp): void {
  const { registry } = ctx.metrics
  collectDefaultMetrics({ register: registry })
  app.get('/metrics', { config: { access: 'anyone' }, schema: { produces: ['text/plain'] } }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  )
}
