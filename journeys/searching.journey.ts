import type { Page, Route } from '@playwright/test'
import { hold, loseEvents, requestCard, search, startButton, write } from './screens'
import { finishChat, payFor, startSearch } from './sessions'
import { expect, type Person, test, type World } from './world'

const nobodyFound = 'Maaf, kami tidak bisa menemukan bestie untuk sesimu. Tim kami akan menghubungimu segera.'

/** A customer without a free trial, who pays. */
async function payingCustomer(world: World, name: string, mitra: Person) {
  const customer = await world.customer(name)
  await finishChat(world, customer, mitra)
  return customer
}

async function expectNobodyFound(page: Page, options?: { timeout: number }) {
  await expect(page.getByText(nobodyFound, { exact: true })).toBeVisible(options)
  await page.getByRole('button', { name: 'Kembali ke beranda', exact: true }).click()
  await expect(startButton(page)).toBeVisible()
}

test('[B8] nobody accepts within the blast window: the customer is told so and goes home', async ({ world }) => {
  await world.set('pairing_blast_timeout_seconds', 10)
  const sari = await world.mitra('Sari')
  const page = await world.open(await payingCustomer(world, 'Rani', sari))
  const mitra = await world.open(sari)
  await search(page, 'Bayar')
  await expect(requestCard(mitra)).toBeVisible()
  await expectNobodyFound(page, { timeout: 30_000 })
  await expect(requestCard(mitra)).toHaveCount(0)
})

test('[B10] every mitra asked declines: the final screen that nobody was found, at once', async ({ world }) => {
  const sari = await world.mitra('Sari')
  const budi = await world.mitra('Budi')
  const page = await world.open(await payingCustomer(world, 'Rani', sari))
  const first = await world.open(sari)
  const second = await world.open(budi)
  await search(page, 'Bayar')
  await requestCard(first).getByRole('button', { name: 'Tolak', exact: true }).click()
  await expect(requestCard(first)).toHaveCount(0)
  await expect(page.getByRole('heading', { name: 'Mencari bestie' })).toBeVisible()
  await requestCard(second).getByRole('button', { name: 'Tolak', exact: true }).click()
  await expect(requestCard(second)).toHaveCount(0)
  await expectNobodyFound(page)
})

test('where no bestie is there, help is one tap away: at home, and where a search ends without one', async ({ world }) => {
  const sari = await world.mitra('Sari', { online: false })
  const page = await world.open(await world.customer('Rani'))
  const help = page.getByRole('button', { name: 'Butuh bantuan segera?' })
  const call = page.getByRole('link', { name: /^119/ })
  await expect(page.getByText('Belum ada bestie tersedia', { exact: true })).toBeVisible()
  await help.click()
  await expect(call).toHaveAttribute('href', 'tel:119')
  await page.getByRole('dialog').getByRole('button', { name: 'Kembali' }).click()

  await world.call(sari, 'POST', '/api/mitra/status/online')
  const mitra = await world.open(sari)
  await search(page, 'Mulai')
  await requestCard(mitra).getByRole('button', { name: 'Tolak', exact: true }).click()
  await expect(page.getByText(nobodyFound, { exact: true })).toBeVisible()
  await help.click()
  await expect(call).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: 'Kembali' }).click()
  await expectNobodyFound(page)
})

/** A customer who was credited with what a search cost that found nobody: Rp 25.000. */
async function creditedCustomer(world: World): Promise<Person> {
  const sari = await world.mitra('Sari')
  const rani = await payingCustomer(world, 'Rani', sari)
  const { chatId } = await startSearch(world, rani)
  await world.call(sari, 'POST', `/api/mitra/requests/${chatId}/decline`)
  const supervisor = await world.operator('supervisor')
  const { body } = await world.call(supervisor, 'GET', '/internal/failed-pairings')
  const [failure] = body.items as { id: string }[]
  await world.call(supervisor, 'POST', `/internal/failed-pairings/${failure?.id}/action`, { action: 'credited' })
  const credit = async () => (await world.call(rani, 'GET', '/api/client/pricing?kind=chat')).body.credit_balance
  await expect.poll(credit).toBe(25_000)
  return rani
}

test('a customer who has credit reads before paying what is left to pay', async ({ world }) => {
  const rani = await creditedCustomer(world)
  const page = await world.open(rani, { path: '/payment' })
  await expect(page.getByText('Rp 25.000 dari saldomu, tinggal bayar Rp 0.', { exact: true })).toBeVisible()
  await page.getByRole('radio', { name: '30 menit' }).check()
  await expect(page.getByText('Rp 25.000 dari saldomu, tinggal bayar Rp 20.000.', { exact: true })).toBeVisible()
})

test('what is left to pay is what was read since the screen opened: credit that was spent meanwhile is not promised again', async ({
  world,
}) => {
  const rani = await creditedCustomer(world)
  const page = await world.open(rani)
  const left = page.getByText('tinggal bayar')
  const pay = page.getByRole('button', { name: 'Bayar', exact: true })
  await startButton(page).click()
  await expect(left).toHaveText('Rp 25.000 dari saldomu, tinggal bayar Rp 0.')
  await page.goBack()
  await payFor(world, rani, 'chat', {})

  await page.route('**/api/client/pricing?*', (route) => route.fulfill({ status: 503, body: '' }))
  await startButton(page).click()
  await expect(page.getByText('Maaf, sedang ada gangguan.')).toBeVisible()
  await expect(left).toHaveCount(0)
  await expect(pay).toHaveCount(0)
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Coba lagi', exact: true }).click()
  await expect(pay).toBeVisible()
  await expect(left).toHaveCount(0)
})

test('a customer who wishes for less motion sees how far the search has come, not that it is over', async ({ world }) => {
  await world.mitra('Sari')
  const rani = await world.customer('Rani')
  const { paymentId } = await startSearch(world, rani)
  const page = await world.open(rani, { path: `/searching/${paymentId}`, context: { reducedMotion: 'reduce' } })
  const bar = page.getByRole('progressbar', { name: 'Kemajuan pencarian' })
  const share = () =>
    bar.evaluate((track) => {
      const [{ left, width }, filled] = [
        track.getBoundingClientRect(),
        track.firstElementChild?.getBoundingClientRect().right ?? 0,
      ]
      return (filled - left) / width
    })
  const first = await share()
  expect(first).toBeLessThan(0.5)
  await expect.poll(share).toBeGreaterThan(first)
})

test('[C1, C5] "Batalkan" leads home and not to the failure screen, and the card of the mitra closes at once', async ({
  world,
}) => {
  const sari = await world.mitra('Sari')
  const rani = await payingCustomer(world, 'Rani', sari)
  const page = await world.open(rani)
  const mitra = await world.open(sari)
  // Records every text that the page shows, to catch a failure screen that only flashes by.
  await page.evaluate((text) => {
    new MutationObserver(() => {
      if (document.body.textContent.includes(text)) document.documentElement.dataset.failed = 'shown'
    }).observe(document.body, { childList: true, subtree: true, characterData: true })
  }, nobodyFound)
  await search(page, 'Bayar')
  await expect(requestCard(mitra)).toBeVisible()
  await page.getByRole('button', { name: 'Batalkan', exact: true }).click()
  await expect(requestCard(mitra)).toHaveCount(0)
  await expect(mitra.getByText('Permintaan dibatalkan oleh customer')).toBeVisible()
  await expect(page).toHaveURL(`${world.publicUrl}/`)
  await expect(startButton(page)).toBeEnabled()
  const [failure] = await world.sql('SELECT cause_tag FROM pairing_failures WHERE customer_id = $1', [rani.id])
  expect(failure).toEqual({ cause_tag: 'customer_cancelled' })
  await page.waitForResponse((response) => response.url().endsWith('/mitra-availability'))
  expect(await page.evaluate(() => document.documentElement.dataset.failed)).toBeUndefined()
})

test('whoever gives a paid search up reads before what becomes of the payment, also while one bestie is asked; a free one costs nothing', async ({
  world,
}) => {
  const sari = await world.mitra('Sari')
  const rani = await world.customer('Rani')
  const page = await world.open(rani)
  const note = page.getByText('Kalau kamu batalkan, sesi ini dilepas dan tim kami akan meninjau pembayaranmu.', { exact: true })
  const cancel = page.getByRole('button', { name: 'Batalkan', exact: true })
  await search(page, 'Mulai')
  await expect(note).toHaveCount(0)
  await cancel.click()
  await expect(startButton(page)).toBeEnabled()

  await finishChat(world, rani, sari)
  await page.reload()
  await search(page, 'Bayar')
  await expect(note).toBeInViewport({ ratio: 1 })
  await cancel.click()
  await expect(startButton(page)).toBeVisible()

  await world.set('returning_chat_confirmation_timeout_seconds', 60)
  await page.getByRole('button', { name: 'Riwayat' }).click()
  await page.getByRole('button', { name: 'Curhat lagi', exact: true }).first().click()
  await page.getByRole('button', { name: 'Bayar', exact: true }).click()
  await expect(page.getByText('Menunggu konfirmasi bestie...')).toBeVisible()
  await expect(note).toBeInViewport({ ratio: 1 })
})

test('a bestie who was found without the app hearing of it: the chat opens once, and no search comes after it', async ({
  world,
}) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const page = await world.open(rani)
  await loseEvents(page)
  const request = page.waitForResponse(/\/api\/client\/chats\/[0-9a-f-]{36}$/)
  await search(page, 'Mulai')
  const { chat_session_id: chatId } = (await (await request).json()) as { chat_session_id: string }
  await world.call(sari, 'POST', `/api/mitra/requests/${chatId}/accept`)
  const reading = await hold(page, `**/api/client/chats/${chatId}`)

  const open = page.getByRole('button', { name: 'Mulai bercerita' })
  await expect(open).toBeVisible()
  const addresses: string[] = []
  page.on('framenavigated', (frame) => addresses.push(new URL(frame.url()).pathname))
  await open.click()
  await reading.sent
  await expect(page.getByRole('status', { name: 'Sedang memuat' })).toBeVisible()
  reading.letGo()
  await expect(page.getByRole('textbox', { name: 'Tulis pesan' })).toBeVisible()
  expect(addresses).toEqual([`/chat/${chatId}`])
})

test('[F1] a general request is a card with "Terima" and "Tolak" over whatever the mitra does, without a countdown', async ({
  world,
}) => {
  await world.set('max_customers_per_mitra', 3)
  const sari = await world.mitra('Sari')
  const mitra = await world.open(sari, { path: '/mitra/history' })
  await expect(mitra.getByText('Belum ada riwayat')).toBeVisible()
  await startSearch(world, await world.customer('Rani'), { sensitive: true })

  const card = requestCard(mitra)
  await expect(card.getByText('Permintaan umum')).toBeVisible()
  await expect(card.getByText('Topik sensitif')).toBeVisible()
  await expect(card.getByText('15 menit')).toBeVisible()
  await expect(card.getByRole('button', { name: 'Tolak', exact: true })).toBeVisible()
  await expect(card.getByRole('timer')).toHaveCount(0)
  expect(await card.textContent()).not.toMatch(/detik|\d:\d\d/)
  await card.getByRole('button', { name: 'Terima', exact: true }).click()
  await expect(mitra).toHaveURL(/\/mitra\/chats\//)

  // The card also comes over a message being typed, whose keys must not answer it.
  await mitra.getByRole('textbox', { name: 'Tulis pesan' }).fill('Halo Ra')
  await startSearch(world, await world.customer('Dimas'))
  await expect(card).toContainText('Dimas')
  await mitra.keyboard.press('Enter')
  await mitra.keyboard.press('Space')
  await expect(card).toBeVisible()
  await card.getByRole('button', { name: 'Tolak', exact: true }).click()
  await expect(card).toHaveCount(0)
  await expect(mitra.getByRole('textbox', { name: 'Tulis pesan' })).toHaveValue('Halo Ra')
  await write(mitra, 'Halo Rani')
})

/** Holds the accepts of these pages until each has sent its own, so that none hears of another's first. */
async function holdUntilAllAccept(pages: Page[]) {
  const waiting: Route[] = []
  const hold = (route: Route) => {
    waiting.push(route)
    if (waiting.length === pages.length) for (const sent of waiting.splice(0)) void sent.continue()
  }
  for (const page of pages) await page.route('**/accept', hold)
}

test('[F6] two mitra accept at once: one gets the chat, the other reads "Permintaan sudah tidak tersedia"', async ({ world }) => {
  const mitras = [await world.mitra('Sari'), await world.mitra('Budi')]
  const pages = await Promise.all(mitras.map((mitra) => world.open(mitra)))
  await holdUntilAllAccept(pages)
  for (const name of ['Rani', 'Dimas', 'Tono']) {
    const { chatId } = await startSearch(world, await world.customer(name))
    const accepts = pages.map((page) => requestCard(page).getByRole('button', { name: 'Terima', exact: true }))
    for (const accept of accepts) await expect(accept).toHaveAttribute('aria-disabled', 'false')
    const answers = pages.map((page) => page.waitForResponse(`**/api/mitra/requests/${chatId}/accept`))
    for (const accept of accepts) await accept.click()
    const statuses = await Promise.all(answers.map(async (answer) => (await answer).status()))
    expect(statuses.toSorted()).toEqual([200, 409])

    const winner = statuses.indexOf(200)
    const [won, lost] = winner === 0 ? pages : pages.toReversed()
    if (!won || !lost) throw new Error('two mitra were asked')
    await expect(won).toHaveURL(`${world.publicUrl}/mitra/chats/${chatId}`)
    await expect(lost.getByText('Permintaan sudah tidak tersedia', { exact: true })).toBeVisible()
    await expect(requestCard(lost)).toHaveCount(0)
    expect(lost.url()).not.toContain(chatId)
    await lost.getByRole('button', { name: 'Tutup pemberitahuan' }).click()
  }
})
