import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { Refusal } from '../refusal'
import type { BestieHttp } from './server'

/** How long a repeat waits for the first answer, in ms. After that the first request counts as dead, and the repeat runs. */
const patience = 10_000

interface Claim {
  mine: boolean
  request_hash: Buffer
  made_id: string
  status: number | null
  response: string | null
}

/**
 * Honours `Idempotency-Key` on the routes that declare it: the same key and body get the same answer; the
 * same key with another body is refused (`idempotency_key_reused`). A repeat that arrives while the first is
 * running waits for it. Commands are idempotent anyway; this also repeats the exact body, refusals included.
 */
export function honourIdempotencyKeys(ctx: Ctx, app: BestieHttp): void {
  app.addHook('preHandler', async (request, reply) => {
    const key = keyOf(request)
    if (key === undefined) return
    const claim = await claimKey(ctx, request, key)
    request.madeId = claim.made_id
    if (claim.status !== null) {
      return reply.code(claim.status).type(contentTypeOf(claim.status)).serializer(String).send(claim.response)
    }
    request.answersKey = key
  })
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.answersKey === undefined) return payload
    await storeAnswer(ctx, request, reply, payload)
    return payload
  })
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The key whose first answer this request produces. */
    answersKey?: string
  }
}

function keyOf(request: FastifyRequest): string | undefined {
  if (request.routeOptions.config.idempotent !== true) return undefined
  const key = request.headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key !== 'string' || key.length === 0 || key.length > 255) {
    throw new Refusal('invalid_request', { detail: 'Idempotency-Key is 1 to 255 characters' })
  }
  return key
}

async function claimKey(ctx: Ctx, request: FastifyRequest, key: string): Promise<Claim> {
  const hash = createHash('sha256')
    .update(`${request.method} ${request.url} ${JSON.stringify(request.body ?? null)}`)
    .digest()
  const me = randomUUID()
  const startedAt = performance.now()
  for (;;) {
    const { rows } = await sql<Claim>`
      insert into idempotency_keys as claim (user_id, key, request_hash, run_by) values (${request.user.id}, ${key}, ${hash}, ${me})
      on conflict (user_id, key) do update
        set run_by = case when claim.request_hash = excluded.request_hash then coalesce(claim.run_by, excluded.run_by) else claim.run_by end
      returning run_by = ${me} as mine, request_hash, made_id, status, response
    `.execute(ctx.db)
    const claim = rows[0] as Claim
    if (!claim.request_hash.equals(hash)) throw new Refusal('idempotency_key_reused')
    if (claim.mine || claim.status !== null || performance.now() - startedAt > patience) return claim
    await sleep(50)
  }
}

/**
 * Stores the answer for repeats. A failure of ours (5xx) or a reached limit (429) is not an answer: the next
 * repeat runs at once, with the same `made_id`, since the failed command may have taken effect.
 */
async function storeAnswer(ctx: Ctx, request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<void> {
  const key = request.answersKey as string
  if (reply.statusCode >= 500 || reply.statusCode === 429) {
    await sql`update idempotency_keys set run_by = null where user_id = ${request.user.id} and key = ${key}`
      .execute(ctx.db)
      // What failed is often the database, which is then away for this too: the refusal still goes out, and a repeat waits.
      .catch((error) =>
        ctx.log.warn({ err: error, request_id: request.id }, 'the key of a failed command stays taken for a while'),
      )
    return
  }
  await sql`
    update idempotency_keys set status = ${reply.statusCode}, response = ${String(payload)}
    where user_id = ${request.user.id} and key = ${key} and status is null
  `.execute(ctx.db)
}

const contentTypeOf = (status: number): string => (status >= 400 ? 'application/problem+json' : 'application/json; charset=utf-8')
