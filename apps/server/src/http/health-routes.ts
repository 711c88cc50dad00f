import { health, readiness } from '@bestie/contracts/auth'
import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import type { BestieHttp } from './server'

const config = { access: 'anyone' } as const

/** `/health`: the process is alive. `/ready`: it can work, that is, the database answers. */
export function healthRoutes(ctx: Ctx, app: BestieHttp): void {
  app.get('/health', { config, schema: { response: { 200: health } } }, () => ({
    status: 'ok' as const,
    time: new Date().toISOString(),
  }))
  app.get('/ready', { config, schema: { response: { 200: readiness, 503: readiness } } }, async (_request, reply) => {
    const database = await sql`select 1`.execute(ctx.db).then(
      () => true,
      () => false,
    )
    return reply.code(database ? 200 : 503).send({ status: database ? 'ready' : 'unavailable', database })
  })
}
