import type { Locator, Page } from '@playwright/test'
import { requestCard, startButton } from './screens'
import { askForMoreTime, finishChat, startChat, startSearch } from './sessions'
import { expect, test } from './world'

/** A failed read is reported on its own screen; trying again, once reading works, shows the content. */
async function tryAgain(page: Page) {
  await expect(page.getByRole('alert')).toContainText('Maaf, sedang ada gangguan. Coba lagi sebentar ya.')
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Coba lagi', exact: true }).click()
  await expect(page.getByRole('alert')).toHaveCount(0)
}

/** Makes every read of such an address fail, once the page is loaded anew: one under way at that moment may still succeed. */
const breakDown = (page: Page, path: RegExp) =>
  page.route(path, (route) => route.fulfill({ status: 503, contentType: 'text/html', body: '<h1>503 Service Unavailable</h1>' }))

test('a session that goes on cannot be read at home: the customer is told, and finds it again', async ({ world }) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  await startChat(world, rani, sari)
  const page = await world.open(rani, { path: '/profile' })
  await breakDown(page, /\/chats\/current$/)
  await page.goto(world.publicUrl)
  await expect(startButton(page)).toBeVisible()
  await tryAgain(page)
  await expect(page.getByRole('button', { name: 'Kembali ke sesi' })).toBeVisible()
})

test('a search that cannot be read keeps its title and its way back, and is found again', async ({ world }) => {
  await world.mitra('Sari')
  const rani = await world.customer('Rani')
  const { paymentId } = await startSearch(world, rani)
  const page = await world.open(rani)
  await breakDown(page, /\/payments\/[^/]+$/)
  await page.reload()
  await page.getByRole('button', { name: 'Lihat pencarian' }).click()
  await expect(page.getByRole('heading', { name: 'Mencari bestie' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Kembali', exact: true })).toBeVisible()
  await tryAgain(page)
  await expect(page).toHaveURL(`${world.publicUrl}/searching/${paymentId}`)
  await expect(page.getByRole('button', { name: 'Batalkan' })).toBeVisible()
})

test('a screen whose code cannot come while the server is away says so, lets Back lead out, and comes once the server is back; a page from before an update is renewed', async ({
  world,
}) => {
  // Where no service worker has brought all screens to the phone.
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  await startChat(world, rani, sari)
  const opened: { page: Page; screen: string; tab: Locator }[] = []
  for (const [person, screen] of [
    [rani, 'Riwayat'],
    [rani, 'Profil'],
    [sari, 'Riwayat'],
  ] as const) {
    const page = await world.open(person)
    opened.push({ page, screen, tab: page.getByRole(person === rani ? 'button' : 'link', { name: screen, exact: true }) })
  }
  for (const { tab } of opened) await expect(tab).toBeVisible()
  await world.kill()
  const reload = (page: Page) => page.getByRole('button', { name: 'Muat ulang' })
  for (const { page, tab } of opened) {
    await tab.click()
    await expect(reload(page)).toBeVisible()
    await page.goBack()
    await expect(page.getByRole('heading', { name: /Halo, Rani|Beranda/ })).toBeVisible()
    await expect(reload(page)).toHaveCount(0)
    await tab.click()
    await expect(reload(page)).toBeInViewport()
  }

  await test.step('without a Back of its own a phone leads home by the screen’s own button, where no tab does', async () => {
    for (const { page, tab } of opened.slice(0, 2)) {
      await page.getByRole('button', { name: 'Kembali ke beranda', exact: true }).click()
      await expect(page.getByRole('heading', { name: /Halo, Rani/ })).toBeVisible()
      await tab.click()
      await expect(reload(page)).toBeInViewport()
    }
    const { page: mitra, tab } = opened.at(-1) as (typeof opened)[number]
    await mitra.getByRole('link', { name: 'Beranda', exact: true }).click()
    await mitra.getByRole('link', { name: /Rani/ }).click()
    await expect(reload(mitra)).toBeVisible()
    await mitra.getByRole('button', { name: 'Kembali ke beranda', exact: true }).click()
    await expect(mitra.getByRole('heading', { name: 'Beranda' })).toBeVisible()
    await tab.click()
    await expect(reload(mitra)).toBeInViewport()
  })

  await world.start()
  for (const { page, screen } of opened) {
    await reload(page).click()
    await expect(page.getByRole('heading', { name: screen })).toBeVisible()
  }

  const updated = await world.open(await world.customer('Dimas'))
  await expect(updated.getByText('Halo, Dimas')).toBeVisible()
  await updated.route(/history-screen/, (route) => route.fulfill({ status: 404, body: '' }), { times: 1 })
  await updated.getByRole('button', { name: 'Riwayat' }).click()
  await expect(updated.getByRole('heading', { name: 'Riwayat' })).toBeVisible()
})

test('the next page of the history, or of the payments, that does not come says so', async ({ world }) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  await finishChat(world, rani, sari)
  await world.sql(
    `WITH paid AS (
       INSERT INTO payment_sessions (customer_id, amount, duration_minutes, status, expires_at)
       SELECT $1, 25000, 15, 'consumed', now() FROM generate_series(1, 30) RETURNING id
     ), past AS (
       INSERT INTO chat_sessions (customer_id, mitra_id, payment_session_id, status, ended_by, started_at, ends_at)
       SELECT $1, $2, id, 'completed', 'timer', now(), now() FROM paid RETURNING id
     )
     INSERT INTO chat_request_notifications (chat_session_id, mitra_id, status) SELECT id, $2, 'accepted' FROM past`,
    [rani.id, sari.id],
  )
  for (const path of ['/history', '/payments']) {
    const page = await world.open(rani, { path })
    await expect(page.getByRole('listitem')).toHaveCount(30)
    await breakDown(page, /cursor=/)
    await page.getByRole('button', { name: 'Tampilkan lebih banyak' }).click()
    await tryAgain(page)
    await expect(page.getByRole('listitem')).toHaveCount(31)
    await expect(page.locator('[tabindex]', { hasText: /^Sudah semuanya$/ })).toBeFocused()
  }
})

test('a mitra whose switch took effect is not told that it did not, although its answer is lost', async ({ world }) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId } = await startChat(world, rani, sari)
  for (const path of ['/mitra/', `/mitra/chats/${chatId}`]) {
    await world.call(sari, 'POST', '/api/mitra/status/online')
    const page = await world.open(sari, { path })
    await page.route('**/api/mitra/status/offline', async (route) => {
      await route.fetch()
      await route.abort()
    })
    const toggle = page.getByRole('switch', { name: 'Online' })
    await expect(toggle).toBeChecked()
    await toggle.click()
    await expect(toggle).not.toBeChecked()
    await expect(toggle).toHaveAttribute('aria-busy', 'false')
    await expect(page.getByRole('alert')).toHaveCount(0)
  }
})

test('a bar about more time that breaks says so, and takes neither the screen under it nor the requests along', async ({
  world,
}) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId } = await startChat(world, rani, sari)
  const page = await world.open(sari)
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((frame) => socket.send(String(frame).replace('"outcome":"approved"', '"outcome":"unheard-of"')))
  })
  await page.reload()
  await expect(page.getByText('Terhubung', { exact: true })).toBeVisible()
  const { extensionId } = await askForMoreTime(world, rani, chatId)
  await world.call(sari, 'POST', `/api/mitra/extensions/${extensionId}/approve`)
  await expect(page.getByRole('alert')).toContainText('Maaf, ada yang tidak beres')
  await startSearch(world, await world.customer('Dimas'))
  await requestCard(page).getByRole('button', { name: 'Tolak', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Beranda' })).toBeVisible()
  await page.getByRole('button', { name: 'Muat ulang' }).click()
  await expect(page.getByRole('switch', { name: 'Online' })).toBeChecked()
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('the greeting learns the name of a customer whose app started without a server', async ({ world }) => {
  const page = await world.open(await world.customer('Rani'), { path: '/payments' })
  const failed: string[] = []
  page.on('response', (response) => response.status() === 503 && failed.push(new URL(response.url()).pathname))
  await breakDown(page, /\/api\/me$/)
  await page.goto(world.publicUrl)
  await expect(page.getByRole('heading', { name: 'Halo', exact: true })).toBeVisible()
  await expect.poll(() => failed).toEqual(['/api/me', '/api/me', '/api/me'])
  await page.unrouteAll()
  await page.context().setOffline(true)
  await page.context().setOffline(false)
  await expect(page.getByText('Halo, Rani')).toBeVisible()
})

test('prices and what was agreed to, where no server could be asked, come by themselves once the connection is back', async ({
  world,
}) => {
  const page = await world.open(await world.customer('Rani'))
  for (const [path, reads, shown] of [
    ['/payment', /\/client\/pricing/, 'Mulai'],
    ['/profile', /\/client\/consent$/, 'Setuju'],
  ] as const) {
    await breakDown(page, reads)
    await page.goto(world.publicUrl + path)
    await expect(page.getByRole('alert')).toBeVisible()
    await page.unrouteAll()
    await page.context().setOffline(true)
    await page.context().setOffline(false)
    await expect(page.getByRole('button', { name: shown, exact: true })).toBeVisible()
    await expect(page.getByRole('alert')).toHaveCount(0)
  }
})

test('more time of which nothing can be read says so once, and is read with one tap', async ({ world }) => {
  const rani = await world.customer('Rani')
  const { chatId } = await startChat(world, rani, await world.mitra('Sari'))
  const page = await world.open(rani)
  await breakDown(page, /\/client\/(pricing|chats\/)/)
  await page.goto(`${world.publicUrl}/chat/${chatId}/more-time`)
  await expect(page.getByRole('alert').first()).toBeVisible()
  await expect(page.getByRole('status', { name: 'Sedang memuat…' })).toHaveCount(0)
  await expect(page.getByRole('alert')).toHaveCount(1)
  await tryAgain(page)
  await expect(page.getByRole('timer', { name: 'Sisa waktu' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Minta tambahan waktu' })).toBeEnabled()
})
