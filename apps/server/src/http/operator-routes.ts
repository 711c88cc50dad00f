import { signedIn, signInOperatorBody } from '@bestie/contracts/auth'
import { changeSettingsBody, failedPairings, failedPairingsQuery, settingsList } from '@bestie/contracts/operator'
import { signInOperator } from '../auth/sign-in-operator'
import type { Ctx } from '../ctx'
import { changeSettings, listSettings } from '../operator/change-settings'
import { listFailedPairings } from '../operator/list-failed-pairings'
import type { BestieHttp } from './server'

const config = { access: 'operator' } as const

/** Everything the control center calls. */
export function operatorRoutes(ctx: Ctx, app: BestieHttp): void {
  app.post(
    '/internal/auth/sign-in',
    { config: { access: 'anyone' }, schema: { body: signInOperatorBody, response: { 200: signedIn } } },
    (request) => signInOperator(ctx, request.body.email, request.body.password),
  )
  app.get('/internal/config', { config, schema: { response: { 200: settingsList } } }, () => listSettings(ctx))
  app.patch('/internal/config', { config, schema: { body: changeSettingsBody, response: { 200: settingsList } } }, (request) =>
    changeSettings(ctx, request.user, request.body),
  )
  app.get(
    '/internal/failed-pairings',
    { config, schema: { querystring: failedPairingsQuery, response: { 200: failedPairings } } },
    (request) => listFailedPairings(ctx.db, request.query),
  )
}
