import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, extname, join, normalize } from 'node:path'
import { promisify } from 'node:util'
import { mark, requestCard, search, signInByCode, startButton, write } from './screens'
import { endChat } from './sessions'
import { test as base, expect } from './world'

const root = dirname(import.meta.dirname)
const vite = join(root, 'node_modules/vite/bin/vite.js')
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

/** A folder served as any web host would serve it, with the customer app at / and the mitra app at /mitra/. */
const test = base.extend<{ host: { origin: string; folder: string } }>({
  host: async ({ browserName: _ }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'bestie-host-'))
    const server = createServer(async ({ url = '/' }, response) => {
      const path = normalize(new URL(url, 'http://host').pathname)
      const page = path.startsWith('/mitra/') ? '/mitra/index.html' : '/index.html'
      const name = extname(path) === '' ? page : path
      const file = await readFile(join(folder, name)).catch(() => undefined)
      response.writeHead(file ? 200 : 404, { 'content-type': types[extname(name)] ?? 'application/octet-stream' }).end(file)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    await use({ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, folder })
    server.closeAllConnections()
    server.close()
    await rm(folder, { recursive: true, force: true })
  },
  environment: async ({ host }, use) => use({ CORS_ORIGINS: host.origin, MOCK_GATEWAY: 'page' }),
})

test('[S4] both apps, built against an API on another origin, work from there', async ({ world, host }) => {
  test.setTimeout(180_000)
  const build = async (app: string, folder: string) => {
    // With the slash that a browser's address bar ends an origin with.
    const env = { ...process.env, NODE_ENV: 'production', VITE_API_BASE_URL: `${world.publicUrl}/` }
    const args = [vite, 'build', join(root, 'apps', app), '--outDir', folder, '--emptyOutDir', 'false', '--logLevel', 'error']
    await promisify(execFile)(process.execPath, args, { cwd: root, env })
  }
  await build('customer', host.folder)
  await build('mitra', join(host.folder, 'mitra'))

  const rani = await world.customer('Rani')
  const sari = await world.mitra('Sari', { online: false })
  const mitra = await world.visit('/health')
  await mitra.goto(`${host.origin}/mitra/`)
  await signInByCode(world, mitra, sari.contact)
  await mitra.getByRole('switch', { name: 'Online' }).click()
  await expect(mitra.getByText('Kamu online')).toBeVisible()

  const customer = await world.visit('/health')
  await customer.goto(host.origin)
  await signInByCode(world, customer, rani.contact)
  await customer.getByRole('button', { name: 'Profil' }).click()
  await customer.getByRole('textbox', { name: 'Nama panggilan' }).fill('Bintang')
  const patched = customer.waitForResponse((response) => response.request().method() === 'PATCH')
  await customer.getByRole('button', { name: 'Simpan' }).click()
  expect((await patched).url()).toBe(`${world.publicUrl}/api/me`)
  await expect(customer.getByText('Tersimpan')).toBeVisible()
  await customer.getByRole('button', { name: 'Kembali', exact: true }).click()

  await search(customer, 'Mulai')
  await expect(requestCard(mitra)).toContainText('Bintang')
  await requestCard(mitra).getByRole('button', { name: 'Terima', exact: true }).click()
  await expect(customer).toHaveURL(new RegExp(`^${host.origin}/chat/`))
  await write(customer, 'Halo dari tempat lain')
  await expect(mark(customer, 'Halo dari tempat lain', 'Dibaca')).toBeVisible()
  await write(mitra, 'Halo juga')
  await expect(mark(mitra, 'Halo juga', 'Dibaca')).toBeVisible()

  // The next chat is paid for on the gateway's page, which leads back to where the app is served.
  await endChat(world, new URL(customer.url()).pathname.replace('/chat/', ''), rani, sari)
  await customer.goto(host.origin)
  await startButton(customer).click()
  await customer.getByRole('button', { name: 'Bayar', exact: true }).click()
  await expect(customer.getByRole('heading', { name: 'Pembayaran tiruan' })).toBeVisible()
  expect(customer.url()).toContain(`${world.publicUrl}/mock-gateway/`)
  await customer.getByRole('button', { name: 'Bayar', exact: true }).click()
  await expect(customer.getByRole('heading', { name: 'Mencari bestie' })).toBeVisible()
  expect(new URL(customer.url()).origin).toBe(host.origin)

  // Apps measure time by this header, which a page of another origin reads only if it is exposed.
  const health = `${world.publicUrl}/health`
  const serverTime = await customer.evaluate(async (url) => (await fetch(url)).headers.get('x-server-time'), health)
  expect(Number(serverTime)).toBeGreaterThan(0)

  const stranger = await fetch(`${world.publicUrl}/api/me`, {
    method: 'OPTIONS',
    headers: { origin: 'http://elsewhere.test', 'access-control-request-method': 'PATCH' },
  })
  expect(stranger.headers.get('access-control-allow-origin')).toBeNull()
})
