import type { Locator, Route } from '@playwright/test'
import { openControlCenter, row } from './control-center'
import { bubble, write } from './screens'
import { endChat, finishChat, startChat, startSearch } from './sessions'
import { expect, test } from './world'

test('[J3, J10] a mitra who goes offline inside a chat: the control center shows them offline, and their session active', async ({
  world,
}) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId } = await startChat(world, rani, sari)
  const operator = await world.operator('operator')
  const mitras = await openControlCenter(world, operator, '/mitras')
  const sessions = await openControlCenter(world, operator, '/sessions')
  await sessions.getByText('Sedang berlangsung', { exact: true }).click()
  const mitra = await world.open(sari, { path: `/mitra/chats/${chatId}` })
  await expect(mitra.getByRole('textbox', { name: 'Tulis pesan' })).toBeVisible()
  const cell = (name: string) => row(mitras, 'Sari').last().getByRole('cell', { name, exact: true })
  await expect(cell('Online')).toBeVisible()
  await expect(cell('1 dari 3')).toBeVisible()
  await expect(row(sessions, 'Rani')).toContainText('Aktif')
  await expect(row(sessions, 'Rani')).toContainText(/sampai \d/)

  await mitra.getByRole('switch', { name: 'Online' }).click()
  await expect(mitra.getByRole('dialog')).toHaveCount(0)
  // Nobody reloads: the pages update by themselves. Connected and in session are separate facts.
  await expect(cell('Offline')).toBeVisible()
  await expect(cell('Ya')).toBeVisible()
  await expect(cell('1 dari 3')).toBeVisible()
  await write(mitra, 'Aku masih di sini')
  await expect(bubble(mitra, 'Aku masih di sini')).toBeVisible()
  await sessions.reload()
  await expect(row(sessions, 'Rani')).toContainText('Aktif')
  await expect(row(sessions, 'Rani')).toContainText('Sari')

  // Its messages are not for operators; a supervisor gives a reason, which is recorded.
  const page = await openControlCenter(world, await world.operator('supervisor'), `/sessions/${chatId}`)
  await page.getByRole('button', { name: 'Baca percakapan' }).click()
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Baca percakapan' })).toBeDisabled()
  await page.getByRole('dialog').getByRole('textbox', { name: 'Alasan' }).fill('Keluhan customer')
  await page.getByRole('dialog').getByRole('button', { name: 'Baca percakapan' }).click()
  await expect(page.getByText('Aku masih di sini')).toBeVisible()
  await page.getByRole('link', { name: 'Audit log' }).click()
  await expect(row(page, 'membaca percakapan')).toContainText('Keluhan customer')
  await sessions
    .getByRole('link', { name: /^22|\d/ })
    .first()
    .click()
  await expect(sessions.getByText('menerima. Sesi dimulai.')).toBeVisible()
  await expect(sessions.getByRole('button', { name: 'Baca percakapan' })).toHaveCount(0)
  await sessions.getByRole('link', { name: 'Audit log' }).click()
  await expect(row(sessions, 'membaca percakapan')).toContainText('Keluhan customer')
})

test('one failed payment, from the dashboard to the settled refund, without leaving the app', async ({ world }) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  await finishChat(world, rani, sari)
  const page = await openControlCenter(world, await world.operator('operator'))
  const open = page.getByRole('definition').filter({ hasText: /^\d+$/ })
  await expect(page.getByText('Kegagalan belum diputuskan')).toBeVisible()
  const { chatId, paymentId } = await startSearch(world, rani)
  await world.call(sari, 'POST', `/api/mitra/requests/${chatId}/decline`)
  await expect(open.last()).toHaveText('1')

  // While the server is away, the page says that its data is old.
  await page.route('**/internal/dashboard*', (route) => route.abort())
  await expect(page.getByRole('alert')).toHaveText('Data terakhir yang sempat terbaca; sedang mencoba lagi.')
  await page.unroute('**/internal/dashboard*')
  await expect(page.getByRole('alert')).toHaveCount(0)

  await page.getByRole('link', { name: 'Kegagalan belum diputuskan' }).click()
  await page.getByRole('link', { name: 'Buka pembayaran Rp 25.000' }).click()
  await expect(page).toHaveURL(new RegExp(`/payments/${paymentId}$`))
  await expect(page.getByText('Customer memilih 15 menit, Rp 25.000.')).toBeVisible()
  await page.route('**/internal/failed-pairings?*', (route) => route.abort())
  await page.reload()
  await expect(page.getByRole('region', { name: 'Failed Pairings dari pembayaran ini' }).getByRole('alert')).toContainText(
    'Server tidak menjawab.',
  )
  await page.unroute('**/internal/failed-pairings?*')
  await expect(page.getByText('1 bestie diminta: 0 menerima, 1 menolak, 0 ditutup, 0 belum menjawab.')).toBeVisible()
  await expect(page.getByText('Gagal: Semua bestie menolak. Nilainya Rp 25.000.')).toBeVisible()
  await page.getByRole('button', { name: 'Tindakan untuk Rani, Rp 25.000' }).click()
  await page.getByRole('menuitem', { name: 'Mark as refunded' }).click()
  await page.getByRole('button', { name: 'Konfirmasi' }).click()
  await expect(page.getByText('Pengembalian sudah diterima.')).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText('Pembukuan: uang dikembalikan.')).toBeVisible()

  // The same page by its ID, as a log or a receipt shows it.
  await page.getByRole('link', { name: 'Dashboard' }).click()
  await page.getByRole('searchbox', { name: 'Cari pembayaran' }).fill(paymentId)
  await page.keyboard.press('Enter')
  await expect(page.getByText('Pengembalian sudah diterima.')).toBeVisible()
  // And by the name in its heading, as one operator reads it out to another.
  const heading = (await page.getByRole('heading', { level: 1 }).textContent()) ?? ''
  await page.getByRole('searchbox', { name: 'Cari pembayaran' }).fill(heading.replace('Pembayaran ', ''))
  await page.keyboard.press('Enter')
  await expect(page.locator('tbody').getByRole('row')).toHaveCount(1)
  await page.locator('tbody').getByRole('link').first().click()
  await expect(page).toHaveURL(new RegExp(`/payments/${paymentId}$`))
  // And by what the gateway calls it, which may be all that the customer's bank shows.
  const taken = await page.getByText(/^Gateway mengambil .* Referensi: /).textContent()
  const reference = taken?.split('Referensi: ')[1] ?? ''
  await page.getByRole('searchbox', { name: 'Cari pembayaran' }).fill(reference)
  await page.keyboard.press('Enter')
  await expect(page.locator('tbody').getByRole('row')).toHaveCount(1)
  await page.locator('tbody').getByRole('link').first().click()
  await expect(page).toHaveURL(new RegExp(`/payments/${paymentId}$`))

  // An ID that no payment has: asking again would change nothing.
  await page.getByRole('searchbox', { name: 'Cari pembayaran' }).fill('01990000-0000-7000-8000-000000000000')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toHaveText('Tidak ditemukan.')

  // And without its ID, in the list of all.
  await page.getByRole('link', { name: 'Pembayaran', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Pembayaran', exact: true })).toBeVisible()
  await expect(page.locator('tbody').getByRole('row')).toHaveCount(2)

  // The figure of refunds under way leads to just those: this one has been settled.
  await page.getByRole('link', { name: 'Dashboard' }).click()
  await page.getByRole('link', { name: 'Refund belum selesai' }).click()
  await expect(page.getByLabel('Refund', { exact: true })).toHaveValue('true')
  await expect(page.getByText('Tidak ada yang cocok')).toBeVisible()
})

test('on a window of 1024 pixels the longest of causes leaves its figure inside its card', async ({ world }) => {
  const rani = await world.customer('Rani')
  await world.sql("insert into pairing_failures (customer_id, cause_tag, amount) values ($1, 'extension_safeguard_tripped', 0)", [
    rani.id,
  ])
  const page = await openControlCenter(world, await world.operator())
  await page.setViewportSize({ width: 1024, height: 768 })
  const card = page.getByRole('region', { name: 'Kegagalan menurut sebab' })
  await expect(card.getByRole('cell', { name: '1', exact: true })).toBeVisible()
  const endOf = async (place: Locator) => await place.evaluate((element) => element.getBoundingClientRect().right)
  expect(await endOf(card.getByRole('table'))).toBeLessThan(await endOf(card))
})

test('on a window of 1024 pixels a name of one endless word breaks, and moves nothing else out of sight', async ({ world }) => {
  const [rani, sari] = [await world.customer('hehe'.repeat(10)), await world.mitra('Wow'.repeat(13))]
  await startChat(world, rani, sari)
  await world.sql(
    "insert into pairing_failures (customer_id, targeted_mitra_id, cause_tag, amount) values ($1, $2, 'targeted_mitra_offline', 25000)",
    [rani.id, sari.id],
  )
  const page = await openControlCenter(world, await world.operator())
  await page.setViewportSize({ width: 1024, height: 768 })
  for (const path of [
    '/failed-pairings',
    '/sessions',
    '/payments',
    '/mitras',
    '/users',
    `/mitras/${sari.id}`,
    `/users/${rani.id}`,
  ]) {
    await page.goto(world.internalUrl + path)
    await expect(page.getByRole('row').nth(1)).toBeVisible()
    const widths = await page
      .getByRole('table')
      .evaluateAll((tables) =>
        [document.documentElement, ...tables.map(({ parentElement }) => parentElement as HTMLElement)].map(
          ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth,
        ),
      )
    expect(new Set(widths), path).toEqual(new Set([0]))
  }
})

test('on a window of 1024 pixels failures, sessions and the audit log need no scrolling sideways, and an amount is one word', async ({
  world,
}) => {
  const [rani, sari] = [await world.customer('Rani Prameswari'), await world.mitra('Bestie Maharani Kusumaningtyas')]
  const { chatId } = await startChat(world, rani, sari, { sensitive: true })
  await endChat(world, chatId, rani, sari)
  const supervisor = await world.operator('supervisor')
  await world.sql(
    `insert into pairing_failures (customer_id, targeted_mitra_id, cause_tag, amount, operator_action, actioned_by, actioned_at)
     values ($1, $2, 'targeted_mitra_at_capacity', 250000, 'no_action', $3, now()), ($1, $2, 'extension_safeguard_tripped', 0, null, null, null)`,
    [rani.id, sari.id, supervisor.id],
  )
  await world.sql(
    `insert into audit_log (actor_id, actor_role, address, action, subject, after)
     values ($1, 'supervisor', '203.0.113.77', 'decide_failed_pairing', 'pairing_failures/' || gen_random_uuid(),
       '{"action": "no_action", "note": "Sudah ditelepon, customer tidak keberatan"}')`,
    [supervisor.id],
  )
  const page = await openControlCenter(world, supervisor, '/failed-pairings')
  await page.setViewportSize({ width: 1024, height: 768 })
  const hidden = () =>
    page.getByRole('table').evaluateAll((tables) =>
      tables.map(({ parentElement }) => {
        const { scrollWidth, clientWidth } = parentElement as HTMLElement
        return scrollWidth - clientWidth
      }),
    )
  for (const path of [
    '/failed-pairings',
    '/sessions',
    `/mitras/${sari.id}`,
    `/users/${rani.id}`,
    '/mitras',
    '/users',
    '/audit',
  ]) {
    await page.goto(world.internalUrl + path)
    await expect(page.getByRole('row').nth(1)).toBeVisible()
    expect(new Set(await hidden()), path).toEqual(new Set([0]))
  }

  await page.route('**/internal/dashboard*', async (route) => {
    const answer = await route.fetch()
    const dashboard = await answer.json()
    dashboard.period.revenue.charged = 1_234_567_000
    await route.fulfill({ response: answer, json: dashboard })
  })
  await page.goto(world.internalUrl)
  const amount = page.getByText('Rp 1.234.567.000')
  await expect(amount).toBeVisible()
  // One line: the digits of an amount that breaks read as those of another.
  expect(
    await amount.evaluate((element) => {
      const range = document.createRange()
      range.selectNodeContents(element.firstChild as Node)
      return range.getClientRects().length
    }),
  ).toBe(1)
})

test('an address with an ID that was cut or mistyped says that there is no such page', async ({ world }) => {
  const page = await openControlCenter(world, await world.operator())
  const refused: string[] = []
  page.on('response', (response) => response.status() === 400 && refused.push(response.url()))
  for (const path of ['/payments/01a22bae-fc28', '/sessions/x', '/mitras/x', '/users/x']) {
    await page.goto(world.internalUrl + path)
    await expect(page.getByRole('heading', { name: 'Halaman ini tidak ada' })).toBeVisible()
  }
  await page.getByRole('link', { name: 'Ke dashboard' }).click()
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible()
  expect(refused).toEqual([])
})

test('while the server is away a changed filter goes on saying so, and never shows the rows of the filter before', async ({
  world,
}) => {
  await world.mitra('Wulan', { online: false })
  const page = await openControlCenter(world, await world.operator(), '/mitras')
  await expect(row(page, 'Wulan')).toBeVisible()
  const asked: Route[] = []
  let isAway = true
  await page.route('**/internal/mitras?*', (route) => (isAway ? route.abort() : void asked.push(route)))
  await page.getByLabel('Saklar').selectOption('Online')
  await expect(page.getByText('Server tidak menjawab', { exact: false })).toBeVisible()
  await expect(row(page, 'Wulan')).toHaveCount(0)

  // Asked again, by itself.
  isAway = false
  await expect.poll(() => asked.length).toBe(1)
  await expect(row(page, 'Wulan')).toHaveCount(0)
  await expect(page.getByText('Server tidak menjawab', { exact: false })).toBeVisible()
  await asked[0]?.continue()
  await expect(page.getByText('Tidak ada yang cocok')).toBeVisible()
})

test('while the server is away the menu still leads to pages, which say so and are there again with it', async ({ world }) => {
  const page = await openControlCenter(world, await world.operator())
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible()
  // The page's code has come, with all that it needs, before anybody asks for it.
  const loaded = () => {
    const came = new Set(performance.getEntriesByType('resource').map(({ name }) => name))
    const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel=modulepreload], link[rel=stylesheet]')]
    return links.some(({ href }) => href.includes('/failed-pairings-page')) && links.every(({ href }) => came.has(href))
  }
  await page.waitForFunction(loaded)
  await world.kill()
  await page.getByRole('link', { name: 'Failed Pairings', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Failed Pairings' })).toBeVisible()
  await expect(page.getByText('Server tidak menjawab', { exact: false })).toBeVisible()
  await world.start()
  await page.getByRole('button', { name: 'Coba lagi', exact: true }).click()
  await expect(page.getByText('Belum ada apa pun di sini')).toBeVisible()
})
