import { execFile } from 'node:child_process'
import { createECDH, randomBytes } from 'node:crypto'
import dns from 'node:dns'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { createServer, globalAgent, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { bootWorld } from '@bestie/dev-world/world'
import pino from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import webPush from 'web-push'
import { webPushProvider } from './push-provider'
import { sendPush } from './send-push'

/** In ms: far longer than a push service on this machine takes, far shorter than a test may. */
const patience = 400
const provider = webPushProvider(webPush.generateVAPIDKeys(), { patience, log: pino({ level: 'silent' }) })
const browser = createECDH('prime256v1')
browser.generateKeys()
const keys = { p256dh: browser.getPublicKey('base64url'), auth: randomBytes(16).toString('base64url') }

const { lookup } = dns
let [key, certificate] = ['', '']
let service: Server
let answer: RequestListener
let asked: string[]
let connections: number

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bestie-push-'))
  const files = ['key', 'certificate'].map((name) => join(folder, name)) as [string, string]
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=push']
  const names = ['-addext', 'subjectAltName=DNS:push.test,DNS:127.0.0.1.push.test', '-keyout', files[0], '-out', files[1]]
  await promisify(execFile)('openssl', ['req', '-x509', ...made, ...names])
  ;[key, certificate] = (await Promise.all(files.map((file) => readFile(file, 'utf8')))) as [string, string]
  await rm(folder, { recursive: true })
})

beforeEach(async () => {
  ;[asked, connections] = [[], 0]
  service = createServer({ key, cert: certificate }, (request, response) => {
    asked.push(`${request.headers.host?.split(':')[0]}${request.url}`)
    request.resume().on('end', () => answer(request, response))
  })
  service.on('secureConnection', () => {
    connections += 1
  })
  service.listen(0, '127.0.0.1')
  await once(service, 'listening')
  // As a line in /etc/hosts would.
  vi.spyOn(dns, 'lookup').mockImplementation(((name: string, ...rest: [dns.LookupAllOptions, () => void]) =>
    lookup(name.endsWith('push.test') ? '127.0.0.1' : name, ...rest)) as typeof lookup)
  globalAgent.options.ca = certificate
})
afterEach(() => {
  vi.restoreAllMocks()
  globalAgent.destroy()
  service.closeAllConnections()
  service.close()
})
afterAll(() => {
  delete globalAgent.options.ca
})

const at = (path: string, name = 'push.test') => `https://${name}:${(service.address() as AddressInfo).port}${path}`
const send = (endpoint: string) => provider.send({ endpoint, ...keys }, '{}', { ttl: 60, urgent: true })

test('what a push service answers says whether the push was accepted, failed, or the subscription is gone', async () => {
  answer = ({ url }, response) => response.writeHead(Number(url?.slice(1))).end()
  const outcomes = await Promise.all([201, 200, 404, 410, 302, 500].map((status) => send(at(`/${status}`))))
  expect(outcomes).toEqual(['accepted', 'accepted', 'gone', 'gone', 'failed', 'failed'])
  expect(await send(at('/nobody-there', 'push.test.invalid'))).toBe('failed')
})

test('pushes to the same service share a connection', async () => {
  answer = (_, response) => response.writeHead(201).end()
  for (let push = 1; push <= 3; push += 1) expect(await send(at(`/${push}`))).toBe('accepted')
  expect(connections).toBe(1)
})

test('of an answer that never ends nothing is kept, and its connection is closed', async () => {
  const closed: Promise<unknown>[] = []
  answer = (_, response) => {
    closed.push(once(response, 'close'))
    response.writeHead(201)
    const body = setInterval(() => response.write('x'.repeat(1_000)), 5)
    response.once('close', () => clearInterval(body))
  }
  expect(await send(at('/endless'))).toBe('accepted')
  await closed[0]
})

test('an answer that begins and then is silent does not keep its connection', async () => {
  const closed: Promise<unknown>[] = []
  answer = (_, response) => {
    closed.push(once(response, 'close'))
    response.writeHead(201).flushHeaders()
  }
  expect(await send(at('/silent'))).toBe('accepted')
  await closed[0]
})

test('a push service that never answers holds up neither its job nor the others', async () => {
  const world = await bootWorld()
  world.ctx.push = provider
  const [sari, budi] = [await world.mitra('Sari', { online: false }), await world.mitra('Budi', { online: false })]
  for (const mitra of [sari, budi]) await mitra.post('/api/push/subscriptions', { endpoint: at(`/${mitra.id}`), keys })
  answer = ({ url }, response) => {
    if (url === `/${budi.id}`) response.writeHead(201).end()
  }
  await world.sql("update mitras set last_reached_at = '2020-01-01'")
  await sendPush(world.ctx, { to: [sari.id, budi.id], push: { kind: 'chat_request' } })
  expect(asked.sort()).toEqual([sari, budi].map(({ id }) => `push.test/${id}`).sort())
  expect(await world.sql("select id from mitras where last_reached_at > '2020-01-01'")).toEqual([{ id: budi.id }])
  await world.stop()
})

test('the host that was looked at when a browser subscribed is the one that gets its pushes', async () => {
  answer = (_, response) => response.writeHead(201).end()
  expect(await send(at('/x', '127.0.0.1%2epush.test'))).toBe('accepted')
  expect(asked).toEqual(['127.0.0.1.push.test/x'])
})
