import { createHash, timingSafeEqual } from 'node:crypto'
import { gatewayNotificationBody } from '@bestie/contracts/payment'
import { z } from 'zod'
import type { Ctx } from '../ctx'
import { settleCharge } from '../payment/settle-charge'
import { Refusal } from '../refusal'
import type { BestieHttp } from './server'

/**
 * Notifications from the payment gateway. They are not believed by themselves: we ask the gateway
 * and settle its answer, so a repeated, late or forged notification has no effect of its own.
 */
export function gatewayRoutes(ctx: Ctx, app: BestieHttp, gatewayToken: string): void {
  app.post(
    '/api/gateway/notifications',
    {
      config: { access: 'gateway' },
      onRequest: async (request) => {
        const given = (request.headers.authorization ?? '').replace(/^Bearer /i, '')
        if (!isSame(given, gatewayToken)) throw new Refusal('unauthenticated')
      },
      schema: { body: gatewayNotificationBody, response: { 200: z.object({ status: z.literal('noted') }) } },
    },
    async (request) => {
      const { reference } = request.body
      await settleCharge(ctx, reference, await ctx.gateway.look(reference))
      return { status: 'noted' as const }
    },
  )
}

/** Compares in a time that does not reveal where two secrets differ. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
