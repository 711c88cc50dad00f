import { randomBytes } from 'node:crypto'
import type { Ctx } from './ctx'
import { every } from './every'
import { answerPolls } from './http/answer-polls'
import { serveApps } from './http/apps'
import { nothingAllowed } from './http/browsers'
import { customerRoutes } from './http/customer-routes'
import { demoSignInRoutes } from './http/demo-routes'
import { deviceRoutes } from './http/device-routes'
import { gatewayRoutes } from './http/gateway-routes'
import { healthRoutes } from './http/health-routes'
import { honourIdempotencyKeys } from './http/idempotency'
import { listenOn } from './http/listen'
import { mitraRoutes } from './http/mitra-routes'
import { mockGatewayRoutes } from './http/mock-gateway-routes'
import { pushRoutes } from './http/push-routes'
import { openHttp } from './http/server'
import { signInRoutes } from './http/sign-in-routes'
import { markConnected } from './presence/reached'
import { letPeopleIn } from './realtime/sockets'
import { writeTogether } from './realtime/write-together'

/** A listening server; `url` is its address from this machine. */
export interface Serving {
  url: string
  stop(): Promise<void>
}

/** The public role: customers and mitra with their apps and sockets, and the gateway's notifications. */
export async function servePublic(ctx: Ctx, { demo }: { demo: boolean }): Promise<Serving> {
  const app = await openHttp(ctx, 'Bestie, public API')
  const gatewayToken = ctx.env.gatewayToken ?? randomBytes(32).toString('base64url')
  honourIdempotencyKeys(ctx, app)
  healthRoutes(ctx, app)
  app.get('/asyncapi.json', { config: { access: 'anyone' }, schema: { hide: true } }, async () => {
    // Created on the first request, so that it does not slow the start.
    const { socketDocument } = await import('./realtime/document')
    return socketDocument
  })
  signInRoutes(ctx, app)
  deviceRoutes(ctx, app)
  customerRoutes(ctx, app)
  mitraRoutes(ctx, app)
  pushRoutes(ctx, app)
  gatewayRoutes(ctx, app, gatewayToken)
  let url = ''
  if (!ctx.env.production) {
    mockGatewayRoutes(ctx, app, () => ({ url: `${url}/api/gateway/notifications`, token: gatewayToken }))
  }
  if (demo) demoSignInRoutes(ctx, app, ['customer', 'mitra'])
  await serveApps(app, [
    { name: 'customer', prefix: '/' },
    { name: 'mitra', prefix: '/mitra/' },
  ])
  letPeopleIn(ctx)
  // A socket is a request that never ends by itself: the server cannot close while one is open.
  app.addHook('preClose', () => ctx.realtime.io.engine.close())
  await app.ready()
  ctx.realtime.io.attach(app.server)
  writeTogether(ctx.realtime.io)
  ctx.realtime.io.engine.on('headers', (headers: Record<string, string>) => {
    Object.assign(headers, {
      'x-content-type-options': 'nosniff',
      'content-security-policy': nothingAllowed,
      'cache-control': 'no-store',
    })
  })
  await answerPolls(ctx, app)
  url = await listenOn(app, ctx.env.host, ctx.env.publicPort, 'PUBLIC_PORT')
  const noting = every(
    ctx.env.sweepMs,
    () => markConnected(ctx),
    // It logs its own failures.
    () => {},
  )
  return {
    url,
    async stop() {
      await noting.stop()
      await app.close()
    },
  }
}
