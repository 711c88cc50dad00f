import { statusOfCode } from '@bestie/contracts/errors'
import { appEvents } from '@bestie/contracts/events'
import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { anything, fitting, nastyText, nearly, type Schema } from './values'

/** Requests tried per route; more in `npm run test:long`. */
const tries = Number(process.env.FUZZ_RUNS ?? 25)
/** How long they may take, in ms, on a busy machine. */
const timeout = 60_000 + tries * 2_000

interface Operation {
  parameters?: { name: string; in: string; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  security?: unknown[]
}
interface Route {
  base: string
  method: string
  path: string
  operation: Operation
}

let world: World
let ids: string[]
beforeAll(async () => {
  world = await bootWorld()
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId, paymentId } = await world.match(rani, sari)
  const waiting = await world.paid(rani)
  ids = [rani.id, sari.id, chatId, paymentId, waiting.payment_session_id, await world.tier(), await world.tier('extension')]
})
afterAll(async () => {
  expect(await world.broken()).toEqual({})
  await world.stop()
})

async function routes(): Promise<Route[]> {
  const found = await Promise.all(
    [world.url, world.internalUrl].map(async (base) => {
      const { paths } = (await (await fetch(`${base}/openapi.json`)).json()) as {
        paths: Record<string, Record<string, Operation>>
      }
      return Object.entries(paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => ({ base, path, method: method.toUpperCase(), operation })),
      )
    }),
  )
  return found.flat()
}

/** A new person whom the route admits: a request tried may sign them out or end their account. */
async function somebodyFor({ base, path }: Route): Promise<Person> {
  if (base === world.internalUrl) return await world.operator('admin')
  return path.startsWith('/api/mitra/') ? await world.mitra('Coba', { online: false }) : await world.customer('Coba')
}

/** A URL carries no half characters, and Node refuses a very long one. */
const forAddress = (value: unknown) => Buffer.from(String(value).slice(0, 500)).toString()

/** A frame above 64 KiB ends the connection. */
const fitsInFrame = (values: unknown[]) => JSON.stringify(values).length < 20_000

function attemptsAt({ operation, path }: Route) {
  const named = (where: string) =>
    Object.fromEntries(
      (operation.parameters ?? [])
        .filter((parameter) => parameter.in === where)
        .map(({ name, schema }) => [name, fc.oneof(fitting(schema, ids), nastyText)]),
    )
  const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema
  return fc.record({
    path: fc.record(
      Object.fromEntries(
        [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, fc.oneof(fc.constantFrom(...ids), nastyText)]),
      ),
    ),
    query: fc.record({ ...named('query'), ...(schema ? {} : { unknown_field: nastyText }) }, { requiredKeys: [] }),
    body: fc.oneof(
      { weight: 9, arbitrary: nearly(schema ?? {}, ids).map((value) => JSON.stringify(value) ?? 'null') },
      {
        weight: 1,
        arbitrary: fc.oneof(
          nastyText,
          fc.constantFrom('{', '[]', '{"a":1,"a":2}', '\ufeff{}', '['.repeat(30_000) + ']'.repeat(30_000)),
        ),
      },
    ),
    type: fc.constantFrom('application/json', 'application/json', 'application/json', 'text/plain', 'multipart/form-data'),
    key: fc.option(fc.string({ unit: 'grapheme-ascii', maxLength: 300 }), { nil: undefined }),
  })
}

test('whatever is sent to any route, the answer is its own or a refusal from the table, never a failure', {
  timeout,
}, async () => {
  const all = await routes()
  expect(all.length).toBeGreaterThan(60)
  for (const route of all) {
    const person = await somebodyFor(route)
    await fc.assert(
      fc.asyncProperty(attemptsAt(route), async ({ path, query, body, type, key }) => {
        const given = path as Record<string, unknown>
        const address = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(forAddress(given[name])))
        const url = new URL(route.base + address)
        for (const [name, value] of Object.entries(query)) url.searchParams.set(name, forAddress(value))
        const hasBody = route.method !== 'GET' && route.method !== 'HEAD'
        const answer = await fetch(url, {
          method: route.method,
          headers: {
            authorization: `Bearer ${person.token}`,
            ...(hasBody && { 'content-type': type }),
            ...(key !== undefined && { 'idempotency-key': key }),
          },
          ...(hasBody && { body }),
        })
        const text = await answer.text()
        expect({ url: url.href, status: answer.status, text }).toSatisfy(({ status }) => status < 500)
        if (answer.status >= 400) expect(Object.keys(statusOfCode)).toContain(JSON.parse(text).code)
      }),
      { numRuns: tries },
    )
  }
})

describe('on the socket', () => {
  test('whatever an app sends, it gets an ack with a refusal from the table, and the server goes on', {
    timeout,
  }, async () => {
    const customer = await world.customer()
    const device = await customer.connect()
    for (const [name, frame] of Object.entries(appEvents)) {
      const schema = z.toJSONSchema(frame, { io: 'input', unrepresentable: 'any' }) as Schema
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.oneof(nearly(schema, ids), anything), { maxLength: 3 }).filter(fitsInFrame),
          async (values) => {
            if (name !== 'message') return void device.socket.emit(name as 'read', ...(values as never[]))
            const [value] = values
            const ack = (await device.socket.timeout(10_000).emitWithAck('message', value as never)) as {
              ok: boolean
              code?: string
            }
            expect(ack.ok ? 'ok' : ack.code).not.toMatch(/^(unavailable|internal)$/)
          },
        ),
        { numRuns: tries * 3 },
      )
    }
    await device.say(ids[2] as string, 'masih hidup')
    expect(device.socket.connected).toBe(true)
  })

  test('bytes that are no frame end that connection alone', { timeout: 60_000 }, async () => {
    const witness = await (await world.customer()).connect()
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      nastyText,
      fc.constantFrom('0', '1', '2', '3', '40', '42["message"]', '451-["x",{"_placeholder":true,"num":9}]'),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { minLength: 1, maxLength: 4 }), async (frames) => {
        const socket = new WebSocket(`${world.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
        const over = new Promise((resolve) => socket.once('close', resolve).once('error', resolve))
        await new Promise((resolve) => socket.once('open', resolve).once('error', resolve))
        for (const frame of frames) socket.send(frame)
        socket.close()
        await over
      }),
      { numRuns: tries },
    )
    expect((await fetch(`${world.url}/health`)).status).toBe(200)
    expect(witness.socket.connected).toBe(true)
  })
})
