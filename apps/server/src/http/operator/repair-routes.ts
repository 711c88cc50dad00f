import {
  decideBody,
  failedPairing,
  failedPairings,
  failedPairingsCsvQuery,
  failedPairingsQuery,
} from '@bestie/contracts/operator-failures'
import { changeSettingsBody, settingHistory, settingsList } from '@bestie/contracts/operator-settings'
import { id } from '@bestie/contracts/values'
import { z } from 'zod'
import type { Ctx } from '../../ctx'
import { exportFailedPairings } from '../../operator/failures/csv'
import { decideFailedPairing } from '../../operator/failures/decide-failed-pairing'
import { listFailedPairings, readFailedPairing } from '../../operator/failures/list-failed-pairings'
import { reopenFailedPairing } from '../../operator/failures/reopen-failed-pairing'
import { changeSettings, listSettings } from '../../operator/settings/change-settings'
import { readSettingHistory } from '../../operator/settings/read-setting-history'
import type { BestieHttp } from '../server'
import { actorOf } from './actor'
import { withReason } from './with-reason'

const config = { access: 'operator' } as const

/** Failures that operators repair, and settings that they tune. */
export function repairRoutes(ctx: Ctx, app: BestieHttp): void {
  app.get('/internal/config', { config, schema: { response: { 200: settingsList } } }, () => listSettings(ctx))
  app.patch('/internal/config', { config, schema: { body: changeSettingsBody, response: { 200: settingsList } } }, (request) =>
    changeSettings(ctx, actorOf(request), request.body),
  )
  app.get(
    '/internal/config/:key/history',
    { config, schema: { params: z.strictObject({ key: z.string().max(64) }), response: { 200: settingHistory } } },
    (request) => readSettingHistory(ctx.db, request.params.key),
  )
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
  const params = z.strictObject({ id })
  app.get('/internal/failed-pairings/:id', { config, schema: { params, response: { 200: failedPairing } } }, (request) =>
    readFailedPairing(ctx.db, request.params.id),
  )
  app.post(
    '/internal/failed-pairings/:id/action',
    { config, schema: { params, body: decideBody, response: { 200: failedPairing } } },
    (request) => decideFailedPairing(ctx, actorOf(request), request.params.id, request.body),
  )
  app.post(
    '/internal/failed-pairings/:id/reopen',
    { config: { access: 'supervisor' }, schema: { ...withReason, response: { 200: failedPairing } } },
    (request) => reopenFailedPairing(ctx, actorOf(request), request.params.id, request.body.reason),
  )
}
