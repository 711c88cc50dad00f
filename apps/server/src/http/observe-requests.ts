import type { Ctx } from '../ctx'
import type { BestieHttp } from './server'

declare module 'fastify' {
  interface FastifyRequest {
    traced: ReturnType<Ctx['tracing']['begin']> | undefined
  }
}

/** Traces every request, if there is somewhere to send traces to, and measures how long its answer took. */
export function observeRequests(ctx: Ctx, app: BestieHttp): void {
  app.decorateRequest('traced')
  if (ctx.tracing.on) {
    app.addHook('onRequest', (request, _reply, done) => {
      const { url: route } = request.routeOptions
      request.traced = ctx.tracing.begin(`${request.method} ${route ?? 'none'}`, {
        'http.route': route ?? 'none',
        request_id: request.id,
      })
      request.traced.run(done)
    })
    app.addHook('onResponse', async (request, { statusCode }) => {
      request.traced?.end(statusCode >= 500 ? new Error(String(statusCode)) : undefined)
    })
  }
  app.addHook('onResponse', async (request, reply) => {
    const labels = { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode }
    ctx.metrics.requests.observe(labels, reply.elapsedTime / 1000)
  })
}
