import type { Page } from '@playwright/test'
import { search, startButton } from './screens'
import { askForMoreTime, endChat, finishChat, payFor, startChat } from './sessions'
import { expect, type Person, test, type World } from './world'

const arrow = (page: Page) => page.getByRole('button', { name: 'Kembali', exact: true })
const home = (page: Page) => page.getByRole('button', { name: 'Kembali ke beranda', exact: true })

/** From home, the device's Back leaves the app at once. */
async function expectHomeIsFirst(page: Page) {
  await expect(startButton(page)).toBeVisible()
  await page.goBack()
  expect(page.url()).toBe('about:blank')
}

/** Records which of these texts the pages show from the next load on, however briefly. */
async function watchPages(page: Page, texts: string[]) {
  const shown: string[] = []
  await page.exposeFunction('noteShown', (text: string) => shown.push(text))
  await page.addInitScript((sought) => {
    const { noteShown } = window as unknown as { noteShown: (text: string) => void }
    new MutationObserver(() => {
      for (const text of sought) if (document.body?.textContent?.includes(text)) noteShown(text)
    }).observe(document, { childList: true, subtree: true, characterData: true })
  }, texts)
  return shown
}

/** This mitra takes the only request there is, and the customer is in the chat. */
async function match(world: World, mitra: Person, page: Page) {
  const requests = async () => (await world.call(mitra, 'GET', '/api/mitra/requests')).body.items as { chat_session_id: string }[]
  await expect.poll(requests).toHaveLength(1)
  const chatId = String((await requests())[0]?.chat_session_id)
  await world.call(mitra, 'POST', `/api/mitra/requests/${chatId}/accept`)
  await page.getByRole('button', { name: 'Mulai bercerita' }).click()
  await expect(page.getByRole('textbox', { name: 'Tulis pesan' })).toBeVisible()
  return chatId
}

test('a customer who went up by the arrows, screen by screen, leaves the app with one Back', async ({ world }) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  await finishChat(world, rani, sari)

  await test.step('from a chat of the history', async () => {
    const page = await world.open(rani)
    await page.getByRole('button', { name: 'Riwayat', exact: true }).click()
    await page.getByRole('link', { name: /Sari/ }).click()
    await expect(home(page)).toBeVisible()
    await arrow(page).click()
    await expect(page.getByRole('heading', { name: 'Riwayat' })).toBeVisible()
    await arrow(page).click()
    await expectHomeIsFirst(page)
  })

  await test.step('from the payments', async () => {
    const page = await world.open(rani)
    await page.getByRole('button', { name: 'Profil', exact: true }).click()
    await page.getByRole('button', { name: 'Pembayaran', exact: true }).click()
    await expect(page.getByRole('listitem')).toHaveCount(1)
    await arrow(page).click()
    await expect(page.getByRole('heading', { name: 'Profil' })).toBeVisible()
    await arrow(page).click()
    await expectHomeIsFirst(page)
  })

  await test.step('from the choice of more time, through the chat', async () => {
    const { chatId } = await startChat(world, rani, sari)
    const page = await world.open(rani)
    await page.getByRole('button', { name: 'Kembali ke sesi' }).click()
    await page.getByRole('button', { name: 'Tambah waktu', exact: true }).click()
    await expect(page.getByRole('radio')).toHaveCount(3)
    await arrow(page).click()
    await expect(page.getByRole('textbox', { name: 'Tulis pesan' })).toBeVisible()
    await arrow(page).click()
    await expectHomeIsFirst(page)
    await endChat(world, chatId, rani, sari)
  })
})

test('after more time was asked for, one Back leads from the chat to where it led before', async ({ world }) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  await startChat(world, rani, sari)
  const page = await world.open(rani)
  const mitra = await world.open(sari)
  await page.getByRole('button', { name: 'Kembali ke sesi' }).click()
  const chat = page.url()
  for (const answer of ['Setujui', 'Tolak']) {
    await page.getByRole('button', { name: 'Tambah waktu', exact: true }).click()
    await page.getByRole('button', { name: 'Minta tambahan waktu', exact: true }).click()
    await mitra.getByRole('button', { name: answer, exact: true }).click()
    await page.getByRole('button', { name: 'Oke', exact: true }).click()
    await expect(page).toHaveURL(chat)
  }
  await page.goBack()
  await expect(page).toHaveURL(`${world.publicUrl}/`)
  await expectHomeIsFirst(page)
})

test('a search that was cancelled, and a chat that is completed, leave nothing for the Back that follows', async ({ world }) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const page = await world.open(rani)
  await search(page, 'Mulai')
  await page.getByRole('button', { name: 'Batalkan', exact: true }).click()
  await expectHomeIsFirst(page)

  await page.goto(world.publicUrl)
  await search(page, 'Mulai')
  const chatId = await match(world, sari, page)
  await endChat(world, chatId, rani, sari)
  await home(page).click()
  await expectHomeIsFirst(page)
})

test('an arrow that is tapped twice leads up once, and not out of the app', async ({ world }) => {
  const page = await world.open(await world.customer('Rani'))
  await page.getByRole('button', { name: 'Riwayat', exact: true }).click()
  await arrow(page).evaluate((button) => {
    for (const _ of [1, 2]) (button as HTMLElement).click()
  })
  await expect(startButton(page)).toBeVisible()
  await page.getByRole('button', { name: 'Profil', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Profil' })).toBeVisible()
})

test('the address of a payment that has had its outcome leads on without a search, and asks no mitra again', async ({
  world,
}) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId, paymentId } = await startChat(world, rani, sari)
  const { paymentId: moreTime, extensionId } = await askForMoreTime(world, rani, chatId)
  await world.call(sari, 'POST', `/api/mitra/extensions/${extensionId}/approve`)
  const page = await world.open(rani)
  const asked: string[] = []
  page.on('request', (request) => request.method() === 'POST' && asked.push(new URL(request.url()).pathname))
  await page.goto(`${world.publicUrl}/payment?payment=${moreTime}`)
  await expect(page.getByRole('textbox', { name: 'Tulis pesan' })).toBeVisible()
  await expect(page).toHaveURL(`${world.publicUrl}/chat/${chatId}`)
  expect(asked).toEqual([`/api/client/payments/${moreTime}/confirm`])

  await endChat(world, chatId, rani, sari)
  const shown = await watchPages(page, ['Bestie Ditemukan', 'Mencari bestie'])
  await page.goto(`${world.publicUrl}/searching/${paymentId}`)
  await expect(home(page)).toBeVisible()
  await page.goto(`${world.publicUrl}/payment?payment=${paymentId}`)
  await expect(startButton(page)).toBeVisible()
  expect(shown).toEqual([])
})

test.describe('while a question or a help is open', () => {
  /** Makes the page deaf to the key: what is left of Escape is the request to close, which is all that a device's Back sends. */
  async function backIsEscape(page: Page) {
    await page.addInitScript(() => {
      window.addEventListener('keydown', (event) => event.key === 'Escape' && event.stopImmediatePropagation(), { capture: true })
    })
    await page.reload()
  }

  /** All of the profile is there, and nothing moves any more. */
  async function expectProfile(page: Page) {
    await expect(page.getByRole('textbox', { name: 'Nama panggilan' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Setuju', exact: true })).toBeVisible()
    await expect(page.getByText('Perangkat ini')).toBeVisible()
  }

  async function expectBackToClose(page: Page, button: string, title: string) {
    const address = page.url()
    const dialog = page.getByRole('dialog', { name: title })
    for (const _ of [1, 2]) {
      await page.getByRole('button', { name: button, exact: true }).click()
      await expect(dialog).toBeVisible()
      await page.keyboard.press('Escape')
      await expect(dialog).toHaveCount(0)
      expect(page.url()).toBe(address)
    }
  }

  test('the device’s Back closes it, and the screen stays', async ({ world }) => {
    const [rani, dimas, sari] = [await world.customer('Rani'), await world.customer('Dimas'), await world.mitra('Sari')]
    const { chatId } = await startChat(world, rani, sari, { sensitive: true })
    const page = await world.open(rani, { path: `/chat/${chatId}` })
    await backIsEscape(page)
    await expectBackToClose(page, 'Akhiri', 'Akhiri sesi sekarang?')
    await expectBackToClose(page, 'Butuh bantuan segera?', 'Kamu tidak sendirian')
    await page.goto(`${world.publicUrl}/profile`)
    await expectProfile(page)
    await page.getByRole('button', { name: 'Setuju', exact: true }).click()
    await expectBackToClose(page, 'Tarik persetujuan', 'Tarik persetujuanmu?')

    await payFor(world, dimas, 'chat', {})
    const other = await world.open(dimas)
    await backIsEscape(other)
    await expectBackToClose(other, 'Lepaskan sesi ini', 'Lepaskan sesi ini?')

    const mitra = await world.open(sari, { path: `/mitra/chats/${chatId}` })
    await backIsEscape(mitra)
    await expectBackToClose(mitra, 'Akhiri', 'Akhiri chat sekarang?')

    await world.call(sari, 'POST', '/api/mitra/status/offline')
    const again = await payFor(world, rani, 'chat', { targeted_mitra_id: sari.id })
    await world.call(rani, 'POST', '/api/client/chats/returning', { payment_session_id: again })
    await page.goto(`${world.publicUrl}/returning/${again}`)
    await expect(page.getByRole('dialog', { name: 'Bestie sedang tidak online' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(startButton(page)).toBeVisible()
  })

  test('Escape closes it once', async ({ world }) => {
    const page = await world.open(await world.customer('Rani'), { path: '/profile' })
    await page.addInitScript(() => {
      const { CloseWatcher } = window as unknown as { CloseWatcher: new () => EventTarget }
      class Counted extends CloseWatcher {
        constructor() {
          super()
          this.addEventListener('close', () => document.documentElement.setAttribute('data-closed-by', 'watcher'))
        }
      }
      Object.assign(window, { CloseWatcher: Counted })
    })
    await page.reload()
    await expectProfile(page)
    await expectBackToClose(page, 'Butuh bantuan segera?', 'Kamu tidak sendirian')
    await expect(page.locator('html')).not.toHaveAttribute('data-closed-by')
  })
})

test.describe('with a gateway that has a page of its own', () => {
  test.use({ environment: { MOCK_GATEWAY: 'page' } })

  test('after the chat that was paid for there, no Back brings the search or its good news again', async ({ world }) => {
    const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
    await finishChat(world, rani, sari)
    const page = await world.open(rani)
    const shown = await watchPages(page, ['Bestie Ditemukan', 'Mencari bestie'])
    await startButton(page).click()
    await page.getByRole('button', { name: 'Bayar', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'Pembayaran tiruan' })).toBeVisible()
    await page.getByRole('button', { name: 'Bayar', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'Mencari bestie' })).toBeVisible()
    const chatId = await match(world, sari, page)
    await endChat(world, chatId, rani, sari)
    await home(page).click()
    await expect(startButton(page)).toBeVisible()
    expect(shown).toContain('Bestie Ditemukan')

    shown.length = 0
    for (let backs = 1; backs <= 4; backs++) {
      await page.goBack()
      if (page.url() === 'about:blank') break
      await expect(startButton(page)).toBeVisible()
    }
    expect(page.url()).toBe('about:blank')
    expect(shown).toEqual([])
  })
})
