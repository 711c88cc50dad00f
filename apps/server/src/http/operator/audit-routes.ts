import { auditQuery, auditTable } from '@bestie/contracts/operator-audit'
import type { Ctx } from '../../ctx'
import { listAudit } from '../../operator/list-audit'
import type { BestieHttp } from '../server'

const config = { access: 'operator' } as const

/** The audit log. */
export function auditRoutes(ctx: Ctx, app: BestieHttp): void {
  app.get('/internal/audit', { config, schema: { querystring: auditQuery, response: { 200: auditTable } } }, (request) =>
    listAudit(ctx.db, request.query),
  )
}
