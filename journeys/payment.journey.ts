import type { Page } from '@playwright/test'
import { hold, loseEvents, search, startButton, watchFor } from './screens'
import { endChat, finishChat, startChat } from './sessions'
import { expect, type Person, test, type World } from './world'

// The gateway sends customers to its own page, so that a payment stays pending; overdue payments are swept every second.
test.use({ environment: { MOCK_GATEWAY: 'page', SWEEP_SECONDS: '1', GATEWAY_TOKEN: 'the-gateway' } })

const paymentsOf = (world: World, { id }: Person) =>
  world.sql<{ status: string; minutes: number }>(
    `SELECT status, amount, is_free_trial, extract(epoch FROM expires_at - created_at)::int / 60 AS minutes
     FROM payment_sessions WHERE customer_id = $1 ORDER BY created_at`,
    [id],
  )

/** From home through the tier picker to the gateway's page and back, without paying. */
async function comeBackUnpaid(page: Page) {
  await startButton(page).click()
  await page.getByRole('button', { name: 'Bayar', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Pembayaran tiruan' })).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'Menunggu pembayaran' })).toBeVisible()
}

test('[B1, B4] the button opens /payment with the tiers; a free trial shows "Gratis" and Rp 0 on the very same screen', async ({
  world,
}) => {
  const sari = await world.mitra()
  const newcomer = await world.customer('Rani')
  const page = await world.open(newcomer)
  await startButton(page).click()
  await expect(page).toHaveURL(`${world.publicUrl}/payment`)
  const tiers = page.getByRole('group', { name: 'Berapa lama kamu ingin bercerita?' }).getByRole('radio')
  await expect(tiers).toHaveCount(3)
  for (const minutes of [15, 30, 60])
    await expect(page.getByRole('radio', { name: `${minutes} menit Gratis Rp 0` })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Mulai', exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Bayar' })).toHaveCount(0)
  expect(await paymentsOf(world, newcomer), 'nothing begins by itself').toEqual([])

  await page.getByRole('radio', { name: '30 menit' }).check()
  await page.getByRole('button', { name: 'Mulai', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Mencari bestie' })).toBeVisible()
  expect(await paymentsOf(world, newcomer)).toMatchObject([{ status: 'confirmed', amount: 0, is_free_trial: true }])
  await page.getByRole('button', { name: 'Batalkan' }).click()

  const regular = await world.customer('Dimas')
  await finishChat(world, regular, sari)
  const other = await world.open(regular, { path: '/payment' })
  for (const tier of ['15 menit Rp 25.000', '30 menit Rp 45.000', '60 menit Rp 80.000']) {
    await expect(other.getByRole('radio', { name: tier })).toBeVisible()
  }
  await expect(other.getByText('Gratis')).toHaveCount(0)
})

test('paid on the page of the gateway, the search begins; failed there, nothing is taken', async ({ world }) => {
  const sari = await world.mitra()
  const rani = await world.customer('Rani')
  await finishChat(world, rani, sari)
  const page = await world.open(rani)
  await startButton(page).click()
  await page.getByRole('button', { name: 'Bayar', exact: true }).click()
  await page.getByRole('button', { name: 'Gagalkan' }).click()
  await expect(page.getByText('Pembayarannya belum berhasil, dan kamu tidak dikenai biaya. Coba lagi ya.')).toBeVisible()

  await page.getByRole('radio', { name: '30 menit' }).check()
  await page.getByRole('button', { name: 'Bayar', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Pembayaran tiruan' })).toBeVisible()
  await expect(page.getByText('Rp 45.000')).toBeVisible()
  await page.getByRole('button', { name: 'Bayar', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Mencari bestie' })).toBeVisible()
  const [, failed, paid] = await paymentsOf(world, rani)
  expect(failed).toMatchObject({ status: 'abandoned' })
  expect(paid).toMatchObject({ status: 'confirmed', amount: 45_000 })
})

test('a confirmation whose answer is lost on the way takes nothing twice: it is asked for again, before the gateway and after it', async ({
  world,
}) => {
  const sari = await world.mitra()
  const rani = await world.customer('Rani')
  await finishChat(world, rani, sari)
  const page = await world.open(rani)
  // The server confirms, but a proxy in between replaces its answer.
  const loseNextConfirmation = () =>
    page.route(
      '**/confirm',
      async (route) => {
        await route.fetch()
        await route.fulfill({ status: 504, contentType: 'text/html', body: '<h1>504 Gateway Time-out</h1>' })
      },
      { times: 1 },
    )

  await startButton(page).click()
  await loseNextConfirmation()
  await page.getByRole('button', { name: 'Bayar', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('Maaf, sedang ada gangguan. Coba lagi sebentar ya.')
  await page.getByRole('button', { name: 'Bayar', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Pembayaran tiruan' })).toBeVisible()

  await loseNextConfirmation()
  await page.getByRole('button', { name: 'Bayar', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Mencari bestie' })).toBeVisible()
  expect((await paymentsOf(world, rani)).map(({ status }) => status)).toEqual(['consumed', 'confirmed'])
})

test('a page that the browser kept while the gateway’s was open says again how to go on', async ({ world }) => {
  const sari = await world.mitra()
  const rani = await world.customer('Rani')
  await finishChat(world, rani, sari)
  const page = await world.open(rani)
  // On an answer without content a browser stays on the page, as on one that it cached.
  await page.route('**/mock-gateway/**', (route) => route.fulfill({ status: 204 }))
  await startButton(page).click()
  await page.getByRole('button', { name: 'Bayar', exact: true }).click()
  await expect(page.getByText('Membuka halaman pembayaran…')).toBeVisible()
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  await expect(page.getByRole('link', { name: 'Lanjut bayar' })).toBeVisible()
  await page.getByRole('button', { name: 'Saya sudah bayar' }).click()
  await expect(page.getByRole('alert')).toHaveText(/^Pembayaranmu belum kami terima/)
  await page.getByRole('button', { name: 'Batalkan pembayaran' }).click()
  await expect(page.getByRole('heading', { name: 'Pilih sesi' })).toBeVisible()
  expect((await paymentsOf(world, rani))[1]?.status).toBe('abandoned')
})

test('a customer who waits on the payment screen reads what for: a check, a cancellation, and never a payment that nobody makes', async ({
  world,
}) => {
  const sari = await world.mitra()
  const newcomer = await world.open(await world.customer('Dimas'))
  const seen = await watchFor(newcomer, 'Menunggu pembayaran')
  await search(newcomer, 'Mulai')
  expect(await seen(), 'a free session waits for no payment').toBe('never')

  const rani = await world.customer('Rani')
  await finishChat(world, rani, sari)
  const page = await world.open(rani)
  await comeBackUnpaid(page)
  const waiting = page.getByRole('main').getByRole('status')
  const checking = await hold(page, '**/confirm')
  await page.getByRole('button', { name: 'Saya sudah bayar' }).click()
  await expect(waiting).toHaveText('Memeriksa pembayaranmu…')
  checking.letGo()
  const cancelling = await hold(page, '**/cancel')
  await page.getByRole('button', { name: 'Batalkan pembayaran' }).click()
  await expect(waiting).toHaveText('Membatalkan…')
  cancelling.letGo()
  await expect(page.getByRole('heading', { name: 'Pilih sesi' })).toBeVisible()
})

test('"Saya sudah bayar" leads to the search with one confirmation, whatever was read of the payment before', async ({
  world,
}) => {
  const sari = await world.mitra()
  const rani = await world.customer('Rani')
  await finishChat(world, rani, sari)
  const page = await world.open(rani)
  await loseEvents(page)
  await startButton(page).click()
  await page.getByRole('button', { name: 'Bayar', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Pembayaran tiruan' })).toBeVisible()
  const gateway = page.url()
  const payment = /\/api\/client\/payments\/[0-9a-f-]{36}$/
  const unpaid = page.waitForResponse(payment)
  await page.goBack()
  await (await unpaid).finished()
  const check = page.getByRole('button', { name: 'Saya sudah bayar' })
  await expect(check).toBeVisible()
  const reading = await hold(page, payment)
  await fetch(`${gateway}/pay`, { method: 'POST', redirect: 'manual' })

  const confirmations: string[] = []
  page.on('request', (request) => request.url().endsWith('/confirm') && confirmations.push(request.url()))
  await check.click()
  await expect(page).toHaveURL(/\/searching\//)
  await reading.sent
  reading.letGo()
  await expect(page.getByRole('heading', { name: 'Mencari bestie' })).toBeVisible()
  expect(confirmations).toHaveLength(1)
})

test('[B6] going back on the payment screen, by its arrow or the browser, gives the pending payment up', async ({ world }) => {
  const sari = await world.mitra()
  const rani = await world.customer('Rani')
  await finishChat(world, rani, sari)
  const page = await world.open(rani)

  await comeBackUnpaid(page)
  await page.getByRole('button', { name: 'Kembali', exact: true }).click()
  await expect(startButton(page)).toBeVisible()
  await expect.poll(async () => (await paymentsOf(world, rani))[1]?.status).toBe('abandoned')

  await comeBackUnpaid(page)
  expect((await paymentsOf(world, rani))[2]?.status).toBe('pending')
  await page.goBack()
  await expect(startButton(page)).toBeVisible()
  await expect.poll(async () => (await paymentsOf(world, rani))[2]?.status).toBe('abandoned')
})

test('[B7, S3] a payment left alone expires after the minutes that are set, 20 unless changed', async ({ world }) => {
  const sari = await world.mitra()
  const rani = await world.customer('Rani')
  await finishChat(world, rani, sari)
  const page = await world.open(rani)

  await comeBackUnpaid(page)
  expect((await paymentsOf(world, rani))[1]).toMatchObject({ status: 'pending', minutes: 20 })
  await world.sql(`UPDATE payment_sessions SET expires_at = expires_at - interval '20 minutes' WHERE status = 'pending'`)
  await expect.poll(async () => (await paymentsOf(world, rani))[1]?.status).toBe('expired')
  await expect(page.getByRole('heading', { name: 'Pilih sesi' })).toBeVisible()

  await world.set('payment_session_timeout_minutes', 7)
  await page.getByRole('button', { name: 'Kembali', exact: true }).click()
  await comeBackUnpaid(page)
  await expect.poll(async () => (await paymentsOf(world, rani))[2]).toMatchObject({ status: 'pending', minutes: 7 })
})

test('a customer who pays too late is told that the payment has ended, and finds among the payments what becomes of the money', async ({
  world,
}) => {
  const sari = await world.mitra()
  const rani = await world.customer('Rani')
  await finishChat(world, rani, sari)
  const page = await world.open(rani)
  await comeBackUnpaid(page)
  const back = page.url()
  await world.sql(`UPDATE payment_sessions SET expires_at = now() WHERE status = 'pending'`)
  const ended = page.getByRole('alert').filter({ hasText: /^Pembayaran ini sudah berakhir/ })
  await expect(ended).toBeVisible()

  const [{ id }] = (await world.sql(`SELECT id FROM payment_sessions WHERE status = 'expired'`)) as [{ id: string }]
  await world.sql(`UPDATE mock_gateway.charges SET status = 'captured' WHERE reference = $1`, [id])
  await fetch(`${world.publicUrl}/api/gateway/notifications`, {
    method: 'POST',
    headers: { authorization: 'Bearer the-gateway', 'content-type': 'application/json' },
    body: JSON.stringify({ notification_id: 'late', reference: id, status: 'captured', amount: 25_000 }),
  })
  await page.goto(back)
  await expect(ended).toBeVisible()

  await page.goto(`${world.publicUrl}/payments`)
  const late = page.getByRole('listitem').filter({ hasText: 'Rp 25.000 masuk di luar pembayaran yang kami tunggu.' })
  await expect(late).toContainText('Tim kami sedang meninjau pembayaran ini dan akan menghubungimu.')

  const supervisor = await world.operator('supervisor')
  const { body } = await world.call(supervisor, 'GET', '/internal/failed-pairings?cause_tags=unexpected_capture')
  const [failure] = body.items as [{ id: string }]
  const failed = `/internal/failed-pairings/${failure.id}`
  await world.call(supervisor, 'POST', `${failed}/action`, { action: 'no_action' })
  await page.reload()
  await expect(late).toContainText('Tim kami sudah meninjau pembayaran ini. Hubungi kami kalau ada pertanyaan.')
  await expect(late).not.toContainText('sedang meninjau')

  await world.call(supervisor, 'POST', `${failed}/reopen`, { reason: 'salah tekan' })
  await world.call(supervisor, 'POST', `${failed}/action`, { action: 'refunded' })
  await expect.poll(() => world.sql('SELECT status FROM repayments')).toEqual([{ status: 'settled' }])
  await page.reload()
  await expect(late).toContainText('Rp 25.000 sudah dikembalikan')
})

test('a payment that was left unfinished is gone on with from among the payments, or given up there', async ({ world }) => {
  const sari = await world.mitra()
  const rani = await world.customer('Rani')
  await finishChat(world, rani, sari)
  const page = await world.open(rani)
  await startButton(page).click()
  await page.getByRole('button', { name: 'Bayar', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Pembayaran tiruan' })).toBeVisible()

  await page.goto(`${world.publicUrl}/payments`)
  const unfinished = page.getByRole('listitem').filter({ hasText: 'Menunggu pembayaran' })
  await unfinished.getByRole('button', { name: 'Lanjutkan', exact: true }).click()
  await expect(page.getByRole('link', { name: 'Lanjut bayar' })).toBeVisible()
  await page.getByRole('button', { name: 'Kembali', exact: true }).click()
  await page.goto(`${world.publicUrl}/payments`)
  await expect(page.getByText('Tidak dilanjutkan')).toBeVisible()
  await expect(unfinished).toHaveCount(0)
})

test('more time whose payment failed, or ended before it was paid, is chosen anew under a word about it, and after the chat the word stays', async ({
  world,
}) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId } = await startChat(world, rani, sari)
  const page = await world.open(rani, { path: `/chat/${chatId}/more-time` })
  const ask = page.getByRole('button', { name: 'Minta tambahan waktu' })
  const said = page.getByRole('alert')
  /** The payment is begun and not confirmed; a reload waits for it. */
  const leaveUnpaid = async () => {
    await page.route('**/confirm', (route) => route.abort())
    await ask.click()
    await expect(page).toHaveURL(/payment=/)
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Menunggu pembayaran' })).toBeVisible()
  }
  await leaveUnpaid()
  await page.route('**/confirm', (route) => route.fulfill({ status: 502, json: { code: 'payment_failed' } }))
  await page.getByRole('button', { name: 'Lanjut bayar' }).click()
  await expect(ask).toBeVisible()
  await expect(said).toHaveText('Pembayarannya belum berhasil, dan kamu tidak dikenai biaya. Coba lagi ya.')

  await leaveUnpaid()
  await world.sql(`UPDATE payment_sessions SET expires_at = now() WHERE status = 'pending'`)
  await expect(ask).toBeVisible()
  await expect(said).toHaveText(/^Pembayaran ini sudah berakhir\. Kalau kamu sudah membayar, tim kami memeriksanya/)
  await endChat(world, chatId, rani, sari)
  await expect(page.getByText('Sesi ini sudah berakhir')).toBeVisible()
  await expect(said).toHaveText(/^Pembayaran ini sudah berakhir\./)
})
