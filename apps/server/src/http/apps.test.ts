import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Fastify from 'fastify'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { serveApps } from './apps'

const files = {
  'index.html': 'the page',
  'manifest.webmanifest': '{}',
  '.stamp': 'of the build',
  // Hashes may end in any character that a URL allows.
  'assets/format-CpxnaV4-.js': 'a program',
  'assets/index-Ab_3.css': 'a style',
  'assets/index-Ab_3.css.br': 'the same, shorter',
}
let folder: string
const app = Fastify()
const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bestie-apps-'))
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, 'apps/customer/dist', name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }
  vi.stubEnv('BESTIE_ROOT', folder)
  await serveApps(app as never, [{ name: 'customer', prefix: '/' }])
  await app.ready()
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await app.close()
  await rm(folder, { recursive: true, force: true })
})

test('every file of an app is served as it is, its hashed ones for ever', async () => {
  for (const [name, text] of Object.entries(files)) {
    if (name === '.stamp') continue
    const { statusCode, body, headers } = await get(`/${name}?once=more`)
    expect([name, statusCode, body]).toEqual([name, 200, text])
    expect(headers['cache-control']).toBe(name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
    expect((await app.inject({ method: 'HEAD', url: `/${name}` })).statusCode).toBe(200)
  }
  const short = await get('/assets/index-Ab_3.css', { 'accept-encoding': 'br' })
  expect([short.body, short.headers['content-encoding']]).toEqual(['the same, shorter', 'br'])
})

test('a page of an app is its index.html; whatever else is not there is not found', async () => {
  for (const page of ['/', '/history']) {
    const { body, headers } = await get(page, { accept: 'text/html' })
    expect([body, headers['cache-control']]).toEqual(['the page', 'no-cache'])
  }
  expect((await get('/')).body).toBe('the page')
  for (const path of ['/history', '/.stamp', '/assets', '/assets/', '/assets/nothing.js', '/%2e%2e/package.json', '/api/nothing'])
    expect([path, (await get(path)).json().code]).toEqual([path, 'not_found'])
  expect((await get('/api/nothing', { accept: 'text/html' })).json().code).toBe('not_found')
})
