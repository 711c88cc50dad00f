import { devices } from '@bestie/contracts/devices'
import { id } from '@bestie/contracts/values'
import { z } from 'zod'
import { listDevices, signOutDevice, signOutOtherDevices } from '../auth/devices'
import type { Ctx } from '../ctx'
import type { BestieHttp } from './server'

const config = { access: 'customer or mitra' } as const

/** Where a person is signed in, and signing out there: for customers and mitra alike. */
export function deviceRoutes(ctx: Ctx, app: BestieHttp): void {
  app.get('/api/me/devices', { config, schema: { response: { 200: devices } } }, (request) =>
    listDevices(ctx, request.user, request.token),
  )
  app.delete(
    '/api/me/devices/:id',
    { config, schema: { params: z.strictObject({ id }), response: { 200: devices } } },
    async (request) => {
      await signOutDevice(ctx, request.user, request.params.id)
      return await listDevices(ctx, request.user, request.token)
    },
  )
  app.post('/api/me/devices/sign-out-others', { config, schema: { response: { 200: devices } } }, async (request) => {
    await signOutOtherDevices(ctx, request.user, request.token)
    return await listDevices(ctx, request.user, request.token)
  })
}
