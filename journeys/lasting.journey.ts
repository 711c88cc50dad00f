import type { Page } from '@playwright/test'
import { bubble, mark, requestCard, search, startButton, write } from './screens'
import { finishChat, runOutTheClock, startChat } from './sessions'
import { expect, test } from './world'

test.use({ environment: { SWEEP_SECONDS: '1' } })

const chatRow = 'SELECT status, ended_by FROM chat_sessions WHERE id = $1'

test('[J1] a chat goes on after the server was killed in the middle of it: nothing is lost or doubled', async ({ world }) => {
  const rani = await world.customer('Rani')
  const sari = await world.mitra('Sari')
  const { chatId } = await startChat(world, rani, sari)
  const customer = await world.open(rani, { path: `/chat/${chatId}` })
  const mitra = await world.open(sari, { path: `/mitra/chats/${chatId}` })
  await write(customer, 'Sebelum mati lampu')
  await expect(mark(customer, 'Sebelum mati lampu', 'Dibaca')).toBeVisible()

  await world.kill()
  await write(customer, 'Waktu server mati')
  await write(mitra, 'Aku juga menulis')
  await expect(mark(customer, 'Waktu server mati', 'Menunggu dikirim')).toBeVisible()
  await world.start()

  await expect(mark(customer, 'Waktu server mati', 'Dibaca')).toBeVisible({ timeout: 20_000 })
  await expect(mark(mitra, 'Aku juga menulis', 'Dibaca')).toBeVisible({ timeout: 20_000 })
  await write(mitra, 'Kita lanjut ya')
  await expect(mark(mitra, 'Kita lanjut ya', 'Dibaca')).toBeVisible()
  for (const page of [customer, mitra]) {
    for (const text of ['Sebelum mati lampu', 'Waktu server mati', 'Aku juga menulis', 'Kita lanjut ya']) {
      await expect(bubble(page, text)).toHaveCount(1)
    }
  }
  const stored = await world.sql<{ seq: number }>('SELECT seq::int FROM messages WHERE chat_session_id = $1 ORDER BY seq', [
    chatId,
  ])
  expect(stored.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
  expect(await world.sql(chatRow, [chatId])).toEqual([{ status: 'active', ended_by: null }])
  await world.command('check')
})

test('[J1] what was read while the line was already dead is marked as read once there is a new line', async ({ world }) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId } = await startChat(world, rani, sari)
  const customer = await world.open(rani, { path: '/profile' })
  let dead = true
  let cut = async () => {}
  let lose = () => {}
  const lost = new Promise<void>((resolve) => {
    lose = resolve
  })
  await customer.routeWebSocket(/\/socket\.io\//, (app) => {
    const server = app.connectToServer()
    cut = () => app.close()
    app.onMessage((frame) => {
      const isMark = /^42\["(delivered|read)"/.test(String(frame))
      if (isMark && dead && String(frame).includes('"read"')) lose()
      if (!isMark || !dead) server.send(frame)
    })
  })
  await customer.goto(`${world.publicUrl}/chat/${chatId}`)
  const mitra = await world.open(sari, { path: `/mitra/chats/${chatId}` })
  await write(mitra, 'Aku mendengarkan')
  await expect(bubble(customer, 'Aku mendengarkan')).toBeVisible()
  await lost
  await expect(mark(mitra, 'Aku mendengarkan', 'Terkirim')).toBeVisible()
  dead = false
  await cut()
  await expect(mark(mitra, 'Aku mendengarkan', 'Dibaca')).toBeVisible()
})

test('[B2] a search goes on after the server was killed in the middle of it, and a reload finds it again', async ({ world }) => {
  const rani = await world.customer('Rani')
  const sari = await world.mitra('Sari')
  await finishChat(world, rani, sari)
  const customer = await world.open(rani)
  const mitra = await world.open(sari)
  await search(customer, 'Bayar')
  await expect(requestCard(mitra)).toBeVisible()
  await world.kill()
  await world.start()
  await customer.reload()
  await expect(customer.getByRole('heading', { name: 'Mencari bestie' })).toBeVisible()
  await requestCard(mitra).getByRole('button', { name: 'Terima', exact: true }).click()
  await expect(customer.getByText('Bestie Ditemukan', { exact: true })).toBeVisible()
  await expect(customer).toHaveURL(/\/chat\//)
  expect(await world.sql(`SELECT status FROM payment_sessions WHERE NOT is_free_trial`)).toEqual([{ status: 'consumed' }])
  await world.command('check')
})

test('[J6, J7] the customer may end early, after being asked: closing, goodbyes, completed', async ({ world }) => {
  const rani = await world.customer('Rani')
  const sari = await world.mitra('Sari')
  const { chatId } = await startChat(world, rani, sari)
  const customer = await world.open(rani, { path: `/chat/${chatId}` })
  const mitra = await world.open(sari, { path: `/mitra/chats/${chatId}` })

  await customer.getByRole('button', { name: 'Akhiri' }).click()
  await customer.getByRole('button', { name: 'Lanjut bercerita' }).click()
  await write(customer, 'Aku masih di sini')
  await expect(bubble(mitra, 'Aku masih di sini')).toHaveCount(1)

  await customer.getByRole('button', { name: 'Akhiri' }).click()
  await customer.getByRole('button', { name: 'Ya, akhiri sesi' }).click()
  await expect(mitra.getByText('Sesi berakhir. Ucapkan salam perpisahan.')).toBeVisible()
  await write(mitra, 'Sampai jumpa lagi', 'Tulis salam perpisahan')
  await expect(mitra.getByText('Salam perpisahanmu sudah terkirim. Chat segera ditutup.')).toBeVisible()
  await expect(bubble(customer, 'Sampai jumpa lagi')).toHaveCount(1)
  // Only one side's goodbye arrives: the chat is completed when the window is over, and the other side is told.
  await customer.route('**/goodbye', (route) => route.abort())
  await write(customer, 'Terima kasih', 'Tulis salam perpisahan')
  await expect(customer.getByText('Mengirim salam perpisahan…')).toBeVisible()
  await world.sql('UPDATE chat_sessions SET goodbye_deadline_at = now() WHERE id = $1', [chatId])
  await expect(customer.getByText('Sesi selesai', { exact: true })).toBeVisible()
  await expect(mitra.getByText('Chat selesai. Terima kasih sudah menemani.')).toBeVisible()
  expect(await world.sql(chatRow, [chatId])).toEqual([{ status: 'completed', ended_by: 'customer' }])
  await customer.reload()
  await customer.unroute('**/goodbye')
  await expect(customer.getByText('Waktu untuk salam perpisahan sudah lewat.')).toBeVisible()
})

test('[J6, J7] the mitra may end early; where the flags forbid it, neither side has the button', async ({ world }) => {
  const rani = await world.customer('Rani')
  const sari = await world.mitra('Sari')
  const { chatId } = await startChat(world, rani, sari)
  const customer = await world.open(rani, { path: `/chat/${chatId}` })
  const mitra = await world.open(sari, { path: `/mitra/chats/${chatId}` })
  const invitation = (page: Page) => page.getByText('Mulai kapan pun kamu siap.', { exact: false })
  for (const page of [customer, mitra]) await expect(invitation(page)).toBeVisible()
  await mitra.getByRole('button', { name: 'Akhiri' }).click()
  await mitra.getByRole('button', { name: 'Ya, akhiri chat' }).click()
  for (const page of [customer, mitra]) {
    await expect(page.getByText('Belum ada pesan.', { exact: true })).toBeVisible()
    await expect(invitation(page)).toHaveCount(0)
  }
  await write(customer, 'Terima kasih', 'Tulis salam perpisahan')
  await write(mitra, 'Sama-sama', 'Tulis salam perpisahan')
  await expect(customer.getByText('Sesi selesai', { exact: true })).toBeVisible()
  expect(await world.sql(chatRow, [chatId])).toEqual([{ status: 'completed', ended_by: 'mitra' }])

  await world.set('early_end_customer_enabled', false)
  await world.set('early_end_mitra_enabled', false)
  const next = await startChat(world, rani, sari)
  await customer.goto(`${world.publicUrl}/chat/${next.chatId}`)
  await mitra.goto(`${world.publicUrl}/mitra/chats/${next.chatId}`)
  await write(customer, 'Halo lagi')
  await expect(bubble(mitra, 'Halo lagi')).toHaveCount(1)
  for (const page of [customer, mitra]) await expect(page.getByRole('button', { name: 'Akhiri' })).toHaveCount(0)
})

test('[J7] going offline, or having no app open at all, ends no session; its own time does', async ({ world }) => {
  const rani = await world.customer('Rani')
  const sari = await world.mitra('Sari')
  const { chatId } = await startChat(world, rani, sari)
  const customer = await world.open(rani, { path: `/chat/${chatId}` })
  const mitra = await world.open(sari, { path: `/mitra/chats/${chatId}` })
  await mitra.getByRole('switch', { name: 'Online' }).click()
  await expect(mitra.getByRole('switch', { name: 'Online' })).not.toBeChecked()
  await expect
    .poll(async () => (await world.sql('SELECT is_online FROM mitras WHERE id = $1', [sari.id]))[0])
    .toEqual({ is_online: false })
  await write(customer, 'Masih di situ?')
  await write(mitra, 'Masih, tenang saja')
  await expect(bubble(customer, 'Masih, tenang saja')).toHaveCount(1)
  expect(await world.sql(chatRow, [chatId])).toEqual([{ status: 'active', ended_by: null }])

  await mitra.close()
  await write(customer, 'Kamu sedang pergi?')
  await expect(mark(customer, 'Kamu sedang pergi?', 'Terkirim')).toBeVisible()
  expect(await world.sql(chatRow, [chatId])).toEqual([{ status: 'active', ended_by: null }])

  await runOutTheClock(world, chatId)
  await expect(customer.getByText('Kamu masih bisa menulis satu salam perpisahan.')).toBeVisible()
  expect(await world.sql(chatRow, [chatId])).toEqual([{ status: 'closing', ended_by: 'timer' }])
})

const withWorker = { context: { serviceWorkers: 'allow' } } as const

test('each app opens without a server, and goes on when it is back', async ({ world }) => {
  const rani = await world.customer('Rani')
  const sari = await world.mitra('Sari')
  const customer = await world.open(rani, withWorker)
  const mitra = await world.open(sari, withWorker)
  for (const page of [customer, mitra]) await page.evaluate(async () => void (await navigator.serviceWorker.ready))
  await expect(startButton(customer)).toBeEnabled()
  await world.kill()
  await Promise.all([customer.reload(), mitra.reload()])
  await expect(startButton(customer)).toBeDisabled()
  await expect(mitra.getByRole('heading', { name: 'Beranda' })).toBeVisible()
  await world.start()
  await expect(startButton(customer)).toBeEnabled()
  await expect(mitra.getByText('Kamu online')).toBeVisible()
})

test('each app opens over a line that carries nothing, and goes on when it is back', async ({ world }) => {
  const [customer, mitra] = [
    await world.open(await world.customer('Rani'), withWorker),
    await world.open(await world.mitra('Sari'), withWorker),
  ]
  for (const page of [customer, mitra]) await page.evaluate(async () => void (await navigator.serviceWorker.ready))
  await expect(startButton(customer)).toBeEnabled()
  world.freeze()
  await Promise.all([customer.reload({ timeout: 20_000 }), mitra.reload({ timeout: 20_000 })])
  await expect(startButton(customer)).toBeDisabled()
  await expect(mitra.getByRole('heading', { name: 'Beranda' })).toBeVisible()
  world.wake()
  await expect(startButton(customer)).toBeEnabled({ timeout: 20_000 })
  await expect(mitra.getByText('Kamu online')).toBeVisible({ timeout: 20_000 })
})

test('an app whose scripts were lost on the way offers to be loaded again', async ({ world }) => {
  for (const url of [world.publicUrl, `${world.publicUrl}/mitra/`, world.internalUrl]) {
    const page = await world.visit('/health')
    await page.route('**/assets/*.js', (route) => route.abort())
    await page.goto(url)
    const again = page.getByRole('link', { name: 'Belum terbuka? Muat ulang' })
    await expect(again).toBeHidden()
    await page.evaluate(() => {
      for (const waiting of document.getAnimations()) waiting.finish()
    })
    await page.unrouteAll()
    await again.click()
    await expect(page.getByRole('heading').first()).toBeVisible()
    await expect(again).toBeHidden()
  }
})

test('nobody is dazzled in the dark: page and logo have their colours before the app has started, by the choice that is kept or the phone', async ({
  world,
}) => {
  for (const [app, path] of [
    ['customer', '/'],
    ['mitra', '/mitra/'],
  ] as const) {
    const page = await world.visit('/health')
    await page.route('**/assets/*.js', (route) => route.abort())
    const colours = async () => {
      await page.goto(world.publicUrl + path)
      const starting = page.locator('.starting')
      await expect(starting).toBeVisible()
      const behind = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
      return [behind, await starting.evaluate((element) => getComputedStyle(element).backgroundColor)]
    }
    const [light, dark] = [
      ['rgb(234, 227, 217)', 'rgb(251, 248, 244)'],
      ['rgb(19, 17, 16)', 'rgb(26, 24, 22)'],
    ]
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await colours()).toEqual(dark)
    await page.evaluate((key) => localStorage.setItem(key, 'light'), `bestie.${app}.theme`)
    expect(await colours()).toEqual(light)
    await page.emulateMedia({ colorScheme: 'light' })
    await page.evaluate((key) => localStorage.setItem(key, 'dark'), `bestie.${app}.theme`)
    expect(await colours()).toEqual(dark)
  }
})
