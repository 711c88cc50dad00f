import {
  changeSettingsBody,
  decideBody,
  failedPairing,
  failedPairings,
  failedPairingsQuery,
  reopenBody,
  settingsList,
} from '@bestie/contracts/operator'
import { id } from '@bestie/contracts/values'
import { z } from 'zod'
import type { Ctx } from '../../ctx'
import { changeSettings, listSettings } from '../../operator/change-settings'
import { decideFailedPairing } from '../../operator/decide-failed-pairing'
import { listFailedPairings } from '../../operator/list-failed-pairings'
import { reopenFailedPairing } from '../../operator/reopen-failed-pairing'
import type { BestieHttp } from '../server'
import { actorOf } from './actor'

const config = { access: 'operator' } as const

/** What failed and is to be repaired, and what operators tune. */
export function repairRoutes(ctx: Ctx, app: BestieHttp): void {
  app.get('/internal/config', { config, schema: { response: { 200: settingsList } } }, () => listSettings(ctx))
  app.patch('/internal/config', { config, schema: { body: changeSettingsBody, response: { 200: settingsList } } }, (request) =>
    changeSettings(ctx, actorOf(request), request.body),
  )
  app.get(
    '/internal/failed-pairings',
    { config, schema: { querystring: failedPairingsQuery, response: { 200: failedPairings } } },
    (request) => listFailedPairings(ctx.db, request.query),
  )
  const params = z.strictObject({ id })
  app.post(
    '/internal/failed-pairings/:id/action',
    { config, schema: { params, body: decideBody, response: { 200: failedPairing } } },
    (request) => decideFailedPairing(ctx, actorOf(request), request.params.id, request.body),
  )
  app.post(
    '/internal/failed-pairings/:id/reopen',
    { config: { access: 'supervisor' }, schema: { params, body: reopenBody, response: { 200: failedPairing } } },
    (request) => reopenFailedPairing(ctx, actorOf(request), request.params.id, request.body.reason),
  )
}
