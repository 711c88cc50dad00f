import { changeSettingsBody, settingHistory, settingsList } from '@bestie/contracts/operator-settings'
import { z } from 'zod'
import type { Ctx } from '../../ctx'
import { changeSettings } from '../../operator/settings/change-settings'
import { listSettings } from '../../operator/settings/list-settings'
import { readSettingHistory } from '../../operator/settings/read-setting-history'
import type { BestieHttp } from '../server'
import { actorOf } from './actor'

const config = { access: 'operator' } as const

/** The settings that operators tune, and who changed them when. */
export function settingRoutes(ctx: Ctx, app: BestieHttp): void {
  app.get('/internal/config', { config, schema: { response: { 200: settingsList } } }, () => listSettings(ctx))
  app.patch('/internal/config', { config, schema: { body: changeSettingsBody, response: { 200: settingsList } } }, (request) =>
    changeSettings(ctx, actorOf(request), request.body),
  )
  app.get(
    '/internal/config/:key/history',
    { config, schema: { params: z.strictObject({ key: z.string().max(64) }), response: { 200: settingHistory } } },
    (request) => readSettingHistory(ctx.db, request.params.key),
  )
}
