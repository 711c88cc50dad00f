import { problem } from '@bestie/contracts/errors'
import swagger from '@fastify/swagger'
import type { FastifySchema } from 'fastify'
import { createJsonSchemaTransform } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { BestieHttp } from './server'

/** The body of a command that takes none. */
const nothing = z.strictObject({}).nullish()

/** The header of an idempotent command. */
const idempotencyHeader = {
  type: 'object',
  properties: { 'Idempotency-Key': { type: 'string', description: 'The same key and body get the same answer' } },
}

/** The shape of every refusal. */
const problemResponse = {
  description: 'Refused; switch on `code`',
  content: { 'application/problem+json': { schema: z.toJSONSchema(problem) } },
}

/** A command whose route declares no body takes none: a field sent to it is unknown. */
export function refuseUndeclaredBodies(app: BestieHttp): void {
  app.addHook('onRoute', (route) => {
    if (route.method === 'POST' || route.method === 'DELETE') route.schema = { body: nothing, ...route.schema }
  })
}

/** Serves a document of all routes registered after this, at /openapi.json. */
export async function publishDocument(app: BestieHttp, title: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title, version: '1.0.0' },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    },
    transform: (given) => {
      const transformed = createJsonSchemaTransform({ skipList: [] })(given as never)
      const { access, idempotent } = given.route.config ?? {}
      const security = access === undefined || access === 'anyone' ? [] : [{ bearer: [] }]
      const { body, produces = [], ...schema } = transformed.schema as FastifySchema & { response?: object }
      const texts = Object.fromEntries(produces.map((type) => [type, { schema: { type: 'string' } }]))
      const told = produces.length > 0 ? { 200: { description: 'Text', content: texts } } : schema.response
      const takes = (given.schema as FastifySchema).body === nothing ? {} : { body }
      const headers = idempotent ? { headers: idempotencyHeader } : {}
      return {
        ...transformed,
        schema: { ...schema, ...takes, ...headers, security, response: { ...told, default: problemResponse } },
      } as never
    },
  })
  app.get('/openapi.json', { config: { access: 'anyone' }, schema: { hide: true } }, () => app.swagger())
}
