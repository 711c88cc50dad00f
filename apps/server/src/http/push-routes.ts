import { pushKey, subscribeBody, subscribed, unsubscribeBody } from '@bestie/contracts/push'
import type { Ctx } from '../ctx'
import { subscribe, unsubscribe } from '../notify/subscribe'
import type { BestieHttp } from './server'

const config = { access: 'customer or mitra' } as const

/** Pushes to apps that are not open. */
export function pushRoutes(ctx: Ctx, app: BestieHttp): void {
  app.get('/api/push/key', { config, schema: { response: { 200: pushKey } } }, () => ({ public_key: ctx.push.publicKey }))
  app.post(
    '/api/push/subscriptions',
    { config, schema: { body: subscribeBody, response: { 200: subscribed } } },
    async (request) => {
      await subscribe(ctx, request.user, request.token, request.body)
      return { status: 'subscribed' as const }
    },
  )
  app.delete(
    '/api/push/subscriptions',
    { config, schema: { body: unsubscribeBody, response: { 200: subscribed } } },
    async (request) => {
      await unsubscribe(ctx, request.user, request.body.endpoint)
      return { status: 'unsubscribed' as const }
    },
  )
}
