import { id } from '@bestie/contracts/values'
import { z } from 'zod'
import type { Ctx } from '../ctx'
import { actOnMockPage } from '../gateway/mock-gateway'
import { Refusal } from '../refusal'
import { contentSecurityPolicy } from './browsers'
import type { BestieHttp } from './server'

const params = z.strictObject({ reference: id })
const config = { access: 'anyone' } as const

/** The mock gateway's page, where a customer pays or fails, and the notification afterwards, which goes to `notify`. */
export function mockGatewayRoutes(ctx: Ctx, app: BestieHttp, notify: () => { url: string; token: string }): void {
  app.get('/mock-gateway/:reference', { config, schema: { params, hide: true } }, async (request, reply) => {
    const charge = await ctx.gateway.look(request.params.reference)
    const asked = await ctx.db
      .selectFrom('mock_gateway.charges')
      .select(['amount', 'return_url'])
      .where('reference', '=', request.params.reference)
      .executeTakeFirst()
    if (asked === undefined) throw new Refusal('not_found')
    if (charge.status !== 'waiting') return reply.redirect(asked.return_url ?? '/', 303)
    // The form's answer leads back to the app, which may be served from elsewhere: Chromium asks the policy about that too.
    const appOrigin = asked.return_url === null ? '' : new URL(asked.return_url).origin
    return reply
      .header('content-security-policy', contentSecurityPolicy(`'self' ${appOrigin}`))
      .type('text/html; charset=utf-8')
      .send(page(request.params.reference, asked.amount))
  })
  // The page's form has no fields; the address of each button names its action.
  for (const action of ['pay', 'fail'] as const) {
    app.post(`/mock-gateway/:reference/${action}`, { config, schema: { params, hide: true } }, async (request, reply) => {
      const { reference } = request.params
      const returnUrl = await actOnMockPage(ctx.db, reference, action)
      if (returnUrl === undefined) throw new Refusal('not_found')
      const { url, token } = notify()
      const charge = await ctx.gateway.look(reference)
      // If a notification is lost, the sweeper asks the gateway instead.
      await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({
          notification_id: `mock-${reference}-${charge.status}`,
          reference,
          status: charge.status === 'captured' ? 'captured' : 'failed',
          amount: charge.status === 'captured' ? charge.amount : 0,
        }),
      }).catch((error) => ctx.log.warn({ err: error }, 'the mock gateway could not notify'))
      return reply.redirect(returnUrl, 303)
    })
  }
}

function page(reference: string, amount: number): string {
  return `<!doctype html>
<html lang="id"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Pembayaran (tiruan)</title><link rel="icon" href="/icons/icon.svg">
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; min-height: 100dvh; display: grid; place-items: center; background: #f6f4f1; color: #2b2622 }
  main { box-sizing: border-box; background: #fff; border-radius: 1rem; padding: 2rem 1.5rem; width: min(22rem, 90vw); box-shadow: 0 1px 8px #0001; text-align: center }
  strong { display: block; font-size: 2rem; margin: .5rem 0 1.5rem }
  button { font: inherit; width: 100%; min-height: 3rem; border: 0; border-radius: .75rem; margin-top: .75rem; cursor: pointer }
  .pay { background: #1c6b4a; color: #fff } .fail { background: #eee; color: #2b2622 }
  button:focus-visible { outline: 3px solid #e0a030; outline-offset: 2px }
</style></head><body><main>
<h1 style="font-size:1.1rem;margin:0">Pembayaran tiruan</h1><p style="margin:.25rem 0 0">Tidak ada uang sungguhan yang berpindah.</p>
<strong>Rp ${amount.toLocaleString('id-ID')}</strong>
<form method="post">
<button class="pay" formaction="/mock-gateway/${reference}/pay">Bayar</button>
<button class="fail" formaction="/mock-gateway/${reference}/fail">Gagalkan</button>
</form>
</main></body></html>`
}
