import type { Page } from '@playwright/test'
import { hears, holdAnswer, noApp, requestCard } from './screens'
import { askAgain, askForMoreTime, finishChat, startChat, startSearch } from './sessions'
import { expect, test } from './world'

const question = (page: Page) => page.getByRole('region', { name: 'Rani ingin menambah waktu' })

test('closing a card puts it aside and shows the next, also where the browser does not ask the page first', async ({ world }) => {
  const sari = await world.mitra('Sari')
  for (const name of ['Rani', 'Dimas', 'Tono']) await startSearch(world, await world.customer(name))
  const mitra = await world.open(sari)
  const name = requestCard(mitra).getByText(/^(Rani|Dimas|Tono)$/)
  await expect(name).toBeVisible()
  await expect(requestCard(mitra)).toContainText('3 permintaan menunggu')
  const first = await name.textContent()
  // Playwright's looking at the page counts as a tap, which allows the page to keep its dialog open once: not the second time.
  // Between the two the page itself tells that the first has closed it, which is no look.
  await mitra.evaluate(() => document.addEventListener('close', () => console.debug('closed'), { capture: true, once: true }))
  const closed = mitra.waitForEvent('console', (message) => message.text() === 'closed')
  await mitra.keyboard.press('Escape')
  await closed
  await mitra.keyboard.press('Escape')
  await expect(name).toBeVisible()
  await expect(name).not.toHaveText(first ?? '')
  await expect(requestCard(mitra)).not.toContainText('permintaan menunggu')
  await expect(requestCard(mitra).getByRole('group')).toBeFocused()

  await mitra.keyboard.press('Escape')
  await expect(requestCard(mitra)).toHaveCount(0)
  await mitra.reload()
  const openAgain = mitra.getByRole('button', { name: `Buka: ${first}` })
  await expect(openAgain).toBeVisible()
  await expect(requestCard(mitra)).toHaveCount(0)
  await openAgain.click()
  await expect(name).toHaveText(first ?? '')
})

test('a customer who asks for more time is heard while a request covers the screen, on a small phone too', async ({ world }) => {
  await world.set('max_customers_per_mitra', 3)
  await world.set('extension_timeout_seconds', 60)
  await world.set('returning_chat_confirmation_timeout_seconds', 120)
  const [rani, dimas, sari] = [await world.customer('Rani'), await world.customer('Dimas'), await world.mitra('Sari')]
  await finishChat(world, dimas, sari)
  const { chatId } = await startChat(world, rani, sari)
  await askAgain(world, dimas, sari)
  for (const [path, size] of [
    ['/mitra/', { width: 320, height: 600 }],
    [`/mitra/chats/${chatId}`, { width: 390, height: 844 }],
  ] as const) {
    const mitra = await world.open(sari, { path, context: { viewport: size } })
    await expect(requestCard(mitra).getByText('Dimas')).toBeVisible()
    await askForMoreTime(world, rani, chatId)
    await expect(question(mitra)).toContainText('Tidak menjawab dalam 60 detik = otomatis disetujui')
    // What the browser gives a tap in its middle is what the mitra sees and reaches there.
    for (const name of ['Setujui', 'Terima', 'Nanti saja']) {
      const button = mitra.getByRole('button', { name, exact: true })
      await button.scrollIntoViewIfNeeded()
      await expect(button).toBeInViewport({ ratio: 1 })
      await button.click({ trial: true })
    }
    const name = requestCard(mitra).getByText('Dimas')
    await name.scrollIntoViewIfNeeded()
    await expect(name).toBeInViewport({ ratio: 1 })
    await expect(requestCard(mitra).getByRole('group', { name: 'Permintaan baru' })).toBeFocused()
    await question(mitra).getByRole('button', { name: 'Setujui', exact: true }).click()
    await expect(question(mitra)).toHaveCount(0)
    await expect(requestCard(mitra).getByText('Dimas')).toBeVisible()
    await mitra.context().close()
  }
  expect(await world.sql('select status from extensions')).toEqual([{ status: 'approved' }, { status: 'approved' }])
})

test('an accept whose answer is lost on the way opens its chat all the same, whatever chat the mitra is in', async ({
  world,
}) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId } = await startChat(world, rani, sari)
  const mitra = await world.open(sari, { path: `/mitra/chats/${chatId}` })
  for (const lineToo of [false, true]) {
    const asked = await startSearch(world, await world.customer('Dimas'))
    await mitra.route(`**/${asked.chatId}/accept`, async (route) => {
      await route.fetch()
      await mitra.context().setOffline(lineToo)
      await route.abort()
    })
    const accept = requestCard(mitra).getByRole('button', { name: 'Terima', exact: true })
    await expect(accept).toHaveAttribute('aria-disabled', 'false')
    const lost = mitra.waitForEvent('requestfailed', (request) => request.url().endsWith(`/${asked.chatId}/accept`))
    await accept.click()
    await lost
    await mitra.context().setOffline(false)
    await expect(mitra).toHaveURL(`${world.publicUrl}/mitra/chats/${asked.chatId}`)
    await expect(requestCard(mitra)).toHaveCount(0)
  }
})

test('a request that was taken before the app was connected does not stay in front of the next', async ({ world }) => {
  const [sari, budi] = [await world.mitra('Sari'), await world.mitra('Budi')]
  const { chatId } = await startSearch(world, await world.customer('Rani'))
  const page = await world.open(sari, { path: noApp })
  const reading = await holdAnswer(page, '**/api/mitra/requests')
  const connected = hears(page, '40{')
  let connect = () => {}
  const wanted = new Promise<void>((resolve) => {
    connect = resolve
  })
  await page.routeWebSocket(/\/socket\.io\//, async (app) => {
    await wanted
    app.connectToServer()
  })
  await page.goto(`${world.publicUrl}/mitra/`)
  await reading.read
  await world.call(budi, 'POST', `/api/mitra/requests/${chatId}/accept`)
  await startSearch(world, await world.customer('Dimas'))
  connect()
  await connected
  reading.letGo()
  await expect(requestCard(page)).toContainText('Dimas')
})
