import {
  decideBody,
  failedPairing,
  failedPairings,
  failedPairingsCsvQuery,
  failedPairingsQuery,
} from '@bestie/contracts/operator-failures'
import { id } from '@bestie/contracts/values'
import { z } from 'zod'
import type { Ctx } from '../../ctx'
import { exportFailedPairings } from '../../operator/failures/csv'
import { decideFailedPairing } from '../../operator/failures/decide-failed-pairing'
import { listFailedPairings, readFailedPairing } from '../../operator/failures/list-failed-pairings'
import { reopenFailedPairing } from '../../operator/failures/reopen-failed-pairing'
import type { BestieHttp } from '../server'
import { actorOf } from './actor'
import { withReason } from './with-reason'

const config = { access: 'operator' } as const
const params = z.strictObject({ id })

/** What was paid or asked for and did not happen; operators decide on it. */
export function failureRoutes(ctx: Ctx, app: BestieHttp): void {
  app.get(
    '/internal/failed-pairings',
    { config, schema: { querystring: failedPairingsQuery, response: { 200: failedPairings } } },
    (request) => listFailedPairings(ctx.db, request.query),
  )
  app.get(
    '/internal/failed-pairings.csv',
    { config, schema: { querystring: failedPairingsCsvQuery, produces: ['text/csv'] } },
    async (request, reply) => {
      const csv = await exportFailedPairings(ctx, actorOf(request), request.query)
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="failed-pairings.csv"')
        .send(csv)
    },
  )
  app.get('/internal/failed-pairings/:id', { config, schema: { params, response: { 200: failedPairing } } }, (request) =>
    readFailedPairing(ctx.db, request.params.id),
  )
  app.post(
    '/internal/failed-pairings/:id/action',
    { config: { ...config, idempotent: true }, schema: { params, body: decideBody, response: { 200: failedPairing } } },
    (request) => decideFailedPairing(ctx, actorOf(request), request.params.id, request.body),
  )
  app.post(
    '/internal/failed-pairings/:id/reopen',
    { config: { access: 'supervisor', idempotent: true }, schema: { ...withReason, response: { 200: failedPairing } } },
    (request) => reopenFailedPairing(ctx, actorOf(request), request.params.id, request.body.reason),
  )
}
