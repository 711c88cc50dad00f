import { customerExport } from '@bestie/contracts/operator-customers'
import { consent, giveConsentBody } from '@bestie/contracts/privacy'
import type { Ctx } from '../ctx'
import { giveConsent, readConsent, withdrawConsent } from '../privacy/consent'
import { exportOwnData } from '../privacy/export-own-data'
import type { BestieHttp } from './server'

const config = { access: 'customer' } as const
const response = { 200: consent }

/** A customer's rights over their data. No other route checks for a consent. */
export function privacyRoutes(ctx: Ctx, app: BestieHttp): void {
  app.get('/api/client/consent', { config, schema: { response } }, (request) => readConsent(ctx, request.user.id))
  app.post('/api/client/consent', { config, schema: { body: giveConsentBody, response } }, (request) =>
    giveConsent(ctx, request.user.id, request.body.version),
  )
  app.delete('/api/client/consent', { config, schema: { response } }, (request) => withdrawConsent(ctx, request.user.id))
  app.get('/api/client/export', { config, schema: { response: { 200: customerExport } } }, (request) =>
    exportOwnData(ctx, request.user.id),
  )
}
