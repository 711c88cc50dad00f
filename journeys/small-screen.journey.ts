import type { Page } from '@playwright/test'
import { hold, requestCard, startButton } from './screens'
import { askForMoreTime, finishChat, startChat, startSearch } from './sessions'
import { expect, test } from './world'

/** The screen that a keyboard leaves of a phone. */
async function expectToWrite(page: Page, width: number, height: number, textSize = 16) {
  await page.setViewportSize({ width, height })
  await page.evaluate((size) => {
    document.documentElement.style.fontSize = `${size}px`
  }, textSize)
  const field = page.getByRole('textbox', { name: 'Tulis pesan' })
  const send = page.getByRole('button', { name: 'Kirim', exact: true })
  for (const part of [field, send]) {
    const box = await part.boundingBox()
    const where = `${width}×${height}, text of ${textSize}px`
    expect(box?.y, where).toBeGreaterThanOrEqual(0)
    expect((box?.y ?? 0) + (box?.height ?? 0), where).toBeLessThanOrEqual(height)
  }
}

test('with the keyboard open, whatever else the chat has to say, the field to write in stays on the screen', async ({
  world,
}) => {
  await world.set('extension_timeout_seconds', 600)
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  await finishChat(world, rani, sari)
  const { chatId } = await startChat(world, rani, sari, { sensitive: true })

  const customer = await world.open(rani, { path: `/chat/${chatId}` })
  await expect(customer.getByRole('button', { name: 'Butuh bantuan segera?' })).toBeVisible()
  await expectToWrite(customer, 320, 300)
  await expectToWrite(customer, 320, 568, 32)
  await expectToWrite(customer, 390, 420, 32)
  await expectToWrite(customer, 844, 390, 32)

  const mitra = await world.open(sari, { path: `/mitra/chats/${chatId}` })
  await expect(mitra.getByText('Topik sensitif')).toBeVisible()
  await askForMoreTime(world, rani, chatId)
  for (const page of [mitra, customer]) {
    await expect(page.getByRole('region', { name: /Rani ingin menambah waktu|Menunggu jawaban bestie/ })).toBeVisible()
    await expectToWrite(page, 390, 420)
    await expectToWrite(page, 360, 360)
    await expectToWrite(page, 320, 568, 32)
    await expectToWrite(page, 390, 420, 32)
    await expectToWrite(page, 844, 390, 32)
  }

  await customer.context().setOffline(true)
  await expect(customer.getByText('Sedang tidak tersambung', { exact: false })).toBeVisible({ timeout: 30_000 })
  await expectToWrite(customer, 320, 300)
})

test('where the keyboard lies over the page, as in Safari, the chat keeps to what is left above it', async ({ world }) => {
  const rani = await world.customer('Rani')
  const { chatId } = await startChat(world, rani, await world.mitra('Sari'))
  const page = await world.open(rani, { path: `/chat/${chatId}` })
  const field = page.getByRole('textbox', { name: 'Tulis pesan' })
  const bottom = () => field.boundingBox().then((box) => (box?.y ?? 0) + (box?.height ?? 0))
  await expect(field).toBeVisible()
  const before = await bottom()
  /** The page keeps its height, and this much of it is seen. */
  const see = (height: number) =>
    page.evaluate((seen) => {
      Object.defineProperty(visualViewport, 'height', { configurable: true, value: seen })
      visualViewport?.dispatchEvent(new Event('resize'))
    }, height)
  await see(500)
  expect(await bottom()).toBeLessThanOrEqual(500)
  await expect(page.getByRole('heading', { name: 'Sari' })).toBeInViewport({ ratio: 1 })
  // A browser's own bar is no keyboard.
  await see(780)
  expect(await bottom()).toBe(before)
})

test('in every chat help at once is one tap away, and on a small phone the name and the time stay beside it', async ({
  world,
}) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId } = await startChat(world, rani, sari)
  const page = await world.open(rani, { path: `/chat/${chatId}`, context: { viewport: { width: 320, height: 568 } } })
  for (const part of [
    page.getByRole('heading', { name: 'Sari' }),
    page.getByRole('timer'),
    page.getByRole('button', { name: 'Akhiri' }),
  ])
    await expect(part).toBeInViewport({ ratio: 1 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  await page.getByRole('button', { name: 'Butuh bantuan segera?' }).click()
  await expect(page.getByRole('link', { name: /^119/ })).toHaveAttribute('href', 'tel:119')
})

test('on a phone that lies on its side, what is to be tapped next is seen at once', async ({ world }) => {
  await world.set('extension_timeout_seconds', 600)
  const lying = { viewport: { width: 844, height: 390 } }
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const home = await world.open(rani, { context: lying })
  await expect(startButton(home)).toBeEnabled()
  await expect(startButton(home)).toBeInViewport({ ratio: 1 })

  const { chatId } = await startChat(world, rani, sari)
  await askForMoreTime(world, rani, chatId)
  const mitra = await world.open(sari, { path: `/mitra/chats/${chatId}`, context: lying })
  const question = mitra.getByRole('region', { name: 'Rani ingin menambah waktu' })
  for (const name of ['Setujui', 'Tolak']) {
    await expect(question.getByRole('button', { name })).toBeInViewport({ ratio: 1 })
  }

  // The installed app, too, turns with the phone.
  for (const path of ['/', '/mitra/']) {
    const manifest = await fetch(`${world.publicUrl}${path}manifest.webmanifest`)
    expect(await manifest.json()).not.toHaveProperty('orientation')
  }
})

test('on a small phone a request about something heavy shows who asks, and for how long, without scrolling', async ({
  world,
}) => {
  const sari = await world.mitra('Sari')
  const mitra = await world.open(sari, { context: { viewport: { width: 320, height: 568 } } })
  await expect(mitra.getByText('Kamu online')).toBeVisible()
  await startSearch(world, await world.customer('Bartholomeus Anggoro'), { sensitive: true })
  for (const text of ['Bartholomeus Anggoro', '15 menit']) {
    await expect(requestCard(mitra).getByText(text)).toBeInViewport({ ratio: 1 })
  }
})

test('the profile keeps its place while it loads: nobody’s tap finds something else than what it was meant for', async ({
  world,
}) => {
  const page = await world.open(await world.customer('Rani'), {
    path: '/payments',
    context: { viewport: { width: 390, height: 844 } },
  })
  const account = await hold(page, '**/api/me')
  await page.goto(`${world.publicUrl}/profile`)
  await account.sent
  const places = async () => {
    const tops = []
    for (const name of ['Bahasa', 'Data dan privasi'])
      tops.push((await page.getByRole('heading', { name }).boundingBox())?.y ?? 0)
    return tops
  }
  await expect(page.getByText('Perangkat ini')).toBeAttached()
  const before = await places()
  account.letGo()
  await expect(page.getByRole('textbox', { name: 'Nama panggilan' })).toBeVisible()
  const after = await places()
  for (const [index, top] of before.entries()) expect(Math.abs((after[index] ?? 0) - top)).toBeLessThan(4)
})

test('in large text the price of a payment stays on the screen', async ({ world }) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  await finishChat(world, rani, sari)
  const { chatId } = await startChat(world, rani, sari)
  await askForMoreTime(world, rani, chatId)
  const page = await world.open(rani, { path: '/payments' })
  await page.addStyleTag({ content: 'html { font-size: 200% }' })
  await expect(page.getByText('Rp 15.000')).toBeInViewport({ ratio: 1 })
})

test('in large text on the smallest phone no date of a past chat is broken within a word', async ({ world }) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  await finishChat(world, rani, sari)
  await world.sql("update chat_sessions set started_at = '2025-12-30 10:00+07'")
  const page = await world.open(rani, { path: '/history', context: { viewport: { width: 320, height: 568 } } })
  await page.addStyleTag({ content: 'html { font-size: 200% }' })
  const linesOfMonth = await page.getByText('Desember').evaluate((line) => {
    const text = line.firstChild as Text
    const range = document.createRange()
    range.setStart(text, text.data.indexOf('Desember'))
    range.setEnd(text, range.startOffset + 'Desember'.length)
    return new Set(Array.from(range.getClientRects(), ({ top }) => top)).size
  })
  expect(linesOfMonth).toBe(1)
})

test('in large text a mitra who is asked for more time can answer at once, however long the name, in the chat and elsewhere', async ({
  world,
}) => {
  await world.set('extension_timeout_seconds', 600)
  const [rani, sari] = [await world.customer('Bartholomeus Anggoro Sulistyan'), await world.mitra('Sari')]
  const { chatId } = await startChat(world, rani, sari)
  const context = { viewport: { width: 360, height: 740 } }
  await askForMoreTime(world, rani, chatId)
  for (const path of [`/mitra/chats/${chatId}`, '/mitra/earnings']) {
    const mitra = await world.open(sari, { path, context })
    await mitra.addStyleTag({ content: 'html { font-size: 200% }' })
    for (const name of ['Setujui', 'Tolak']) await expect(mitra.getByRole('button', { name })).toBeInViewport({ ratio: 1 })
  }
})
