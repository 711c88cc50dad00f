import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ask } from '@bestie/dev-world/ask'
import { openDevice } from '@bestie/dev-world/device'
import { bootWorld, type World } from '@bestie/dev-world/world'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'

let world: World
beforeAll(async () => {
  world = await bootWorld({ corsOrigins: ['https://app.bestie.test'] })
})
afterAll(() => world.stop())

const policyOf = (headers: Headers): Record<string, string> =>
  Object.fromEntries(
    (headers.get('content-security-policy') ?? '').split(';').map((directive) => {
      const [name, ...values] = directive.trim().split(/\s+/)
      return [name, values.join(' ')]
    }),
  )
const anId = '01900000-0000-7000-8000-000000000000'

describe('every answer', () => {
  const answers: [string, () => string, RequestInit?][] = [
    ['the customer app', () => `${world.url}/`],
    ['a page of it', () => `${world.url}/history`, { headers: { accept: 'text/html' } }],
    ['the mitra app', () => `${world.url}/mitra/`],
    ['the control center', () => `${world.internalUrl}/`],
    ['a page of it', () => `${world.internalUrl}/users`, { headers: { accept: 'text/html' } }],
    ['an answer', () => `${world.url}/health`],
    ['a document', () => `${world.url}/openapi.json`],
    ['a refusal for want of a token', () => `${world.url}/api/me`],
    ['a refusal inside', () => `${world.internalUrl}/internal/config`],
    ['a refusal of a body', () => `${world.url}/api/auth/otp/request`, { method: 'POST' }],
    ['what is not there', () => `${world.url}/api/nothing`],
    ['a payment’s page', () => `${world.url}/mock-gateway/${anId}`],
  ]
  test.each(answers)('%s lets no foreign script, frame, base or form in', async (_, url, init) => {
    const { headers } = await fetch(url(), init)
    expect(policyOf(headers)).toMatchObject({
      'default-src': "'none'",
      'script-src': "'self'",
      'connect-src': "'self'",
      'object-src': "'none'",
      'base-uri': "'none'",
      'form-action': "'self'",
      'frame-ancestors': "'none'",
    })
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe-eval|\*|https?:/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('permissions-policy')).toContain('camera=()')
    expect(headers.get('x-powered-by')).toBeNull()
  })

  test('of the API is kept by no cache', async () => {
    const customer = await world.customer()
    const answer = await fetch(`${world.url}/api/me`, { headers: { authorization: `Bearer ${customer.token}` } })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test('that came over https says that it always will', async () => {
    const overHttps = await fetch(`${world.url}/health`, { headers: { 'x-forwarded-proto': 'https' } })
    expect(overHttps.headers.get('strict-transport-security')).toMatch(/^max-age=31536000/)
    expect((await fetch(`${world.url}/health`)).headers.get('strict-transport-security')).toBeNull()
  })
})

test.each(['customer', 'mitra', 'control-center'])('the page of the %s app has no script of its own inside', (app) => {
  const folder = join(import.meta.dirname, '../../../..', 'apps', app)
  const pages = ['index.html', 'dist/index.html'].map((name) => join(folder, name)).filter(existsSync)
  for (const page of pages) {
    const html = readFileSync(page, 'utf8')
    for (const [, attributes, inside] of html.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)) {
      expect(attributes).toContain('src="/')
      expect(inside).toBe('')
    }
    expect(html).not.toMatch(/\son\w+\s*=|javascript:/i)
  }
})

test('markup is made of text nowhere: no app, and no part of one, does what would run it', () => {
  const root = join(import.meta.dirname, '../../../..')
  for (const folder of ['apps/customer/src', 'apps/mitra/src', 'apps/control-center/src', 'packages/ui/src']) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((each) =>
      /\.tsx?$/.test(each),
    )) {
      const source = readFileSync(join(root, folder, name), 'utf8')
      expect({
        name,
        found: source.match(
          /dangerouslySetInnerHTML|(inner|outer)HTML|insertAdjacentHTML|document\.write|\beval\(|new Function\b/,
        )?.[0],
      }).toEqual({ name, found: undefined })
    }
  }
})

describe('a page of another origin', () => {
  const from = async (origin: string, init: RequestInit = {}) => {
    const answer = await fetch(`${world.url}/api/me`, { ...init, headers: { origin, ...init.headers } })
    return { status: answer.status, allowed: answer.headers.get('access-control-allow-origin') }
  }

  test('reads answers only where it is named, to the letter', async () => {
    expect(await from('https://app.bestie.test')).toEqual({ status: 401, allowed: 'https://app.bestie.test' })
    for (const origin of [
      'https://evil.test',
      'https://app.bestie.test.evil.test',
      'https://evil-app.bestie.test',
      'http://app.bestie.test',
      'https://app.bestie.test:8443',
      'http://localhost:5173',
      'null',
    ]) {
      expect(await from(origin)).toEqual({ status: 401, allowed: null })
    }
  })

  test('reads refusals too, so that its app can tell what was refused', async () => {
    expect((await from('https://app.bestie.test', { method: 'POST', body: '{' })).allowed).toBe('https://app.bestie.test')
  })

  const connectFrom = (origin: string | undefined, token: string) =>
    openDevice(world.url, token, { origin }).then(
      (device) => {
        device.close()
        return 'connected'
      },
      ({ code }) => code as string,
    )

  test('opens a socket only where it is named, or where it is our own', async () => {
    const { token } = await world.customer()
    for (const origin of [undefined, 'https://app.bestie.test', world.url])
      expect(await connectFrom(origin, token)).toBe('connected')
    for (const origin of ['https://evil.test', 'http://localhost:5173', 'null', `${world.url}0`]) {
      expect(await connectFrom(origin, token)).toBe('forbidden')
    }
  })
})

describe('no token stands in an address', () => {
  test('neither the API nor the socket takes one from there', async () => {
    const { token } = await world.customer()
    for (const name of ['token', 'access_token', 'authorization', 'auth']) {
      const query = `${name}=${token}`
      expect((await ask(`${world.url}/api/me?${query}`, 'GET')).status).toBe(401)
      const device = openDevice(world.url, '', { query: { [name]: token } })
      await expect(device).rejects.toMatchObject({ code: 'unauthenticated' })
    }
  })

  test('nor do pushes, payments and the socket’s own address lead to one', async () => {
    const told: string[] = []
    world.ctx.push.send = async ({ endpoint }, payload) => {
      told.push(endpoint, payload)
      return 'accepted'
    }
    const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
    for (const { id, post } of [rani, sari])
      await post('/api/push/subscriptions', { endpoint: `https://push.example/${id}`, keys: { p256dh: 'p', auth: 'a' } })
    const { body: opened } = await rani.post('/api/client/payments', { tier_id: await world.tier() })
    told.push(JSON.stringify(opened))
    await world.match(rani, sari)
    await expect.poll(() => told.filter((text) => text.includes('"kind"')).length).toBeGreaterThanOrEqual(2)
    const device = await openDevice(world.url, rani.token)
    told.push((device.socket.io.engine.transport as unknown as { ws: { url: string } }).ws.url)
    device.close()
    for (const text of told) for (const { token } of [rani, sari]) expect(text).not.toContain(token)
    for (const text of told) expect(text).not.toMatch(/[?&](token|auth|access_token)=/)
  })
})

describe('a frame of the socket', () => {
  const open = async (options: object = {}) => {
    const socket = new WebSocket(`${world.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, options)
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    return socket
  }
  const after = async (frame: string) => {
    const socket = await open()
    const closed = new Promise<number>((resolve) => socket.once('close', resolve))
    const answered = new Promise<'still open'>((resolve) =>
      socket.on('message', (data) => String(data) === '3probe' && resolve('still open')),
    )
    socket.send(frame)
    socket.send('2probe')
    const outcome = await Promise.race([closed, answered])
    socket.terminate()
    return outcome
  }

  test('above 1 MB ends its connection; up to there it does not', async () => {
    expect(await after(`3${'x'.repeat(1_000_000)}`)).toBe(1009)
    // A pong of any length is accepted and has no effect.
    expect(await after(`3${'x'.repeat(1_000_000 - 1)}`)).not.toBe(1009)
  })

  test('is never compressed, whatever the client offers', async () => {
    const socket = await open({ perMessageDeflate: true })
    expect(socket.extensions).toBe('')
    socket.terminate()
  })
})
