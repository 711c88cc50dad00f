import { expect, type Page, type Route } from '@playwright/test'
import type { World } from './world'

/** The customer's start button. */
export const startButton = (page: Page) => page.getByRole('button', { name: 'Mulai Curhat', exact: true })

/** A card over whatever the mitra is doing. */
export const requestCard = (page: Page) => page.getByRole('alertdialog', { name: 'Permintaan baru' })

/** The bubbles of a message in a chat: one, unless something is lost or doubled. */
export const bubble = (page: Page, text: string | RegExp) =>
  page.getByRole('log', { name: 'Pesan' }).locator('[data-seq], [data-waiting]', { hasText: text })

/** How far a message has got, as its writer sees it. */
export const mark = (page: Page, text: string, name: 'Menunggu dikirim' | 'Terkirim' | 'Tersampaikan' | 'Dibaca') =>
  bubble(page, text).getByRole('img', { name, exact: true })

/** Writes and sends a message, or, with its label, a goodbye. */
export async function write(page: Page, text: string, label = 'Tulis pesan') {
  await page.getByRole('textbox', { name: label }).fill(text)
  await page.getByRole('button', { name: 'Kirim', exact: true }).click()
}

/** From home to the search, with this button of the payment screen: "Bayar", or for a free trial "Mulai". */
export async function search(page: Page, button: 'Bayar' | 'Mulai') {
  await startButton(page).click()
  await page.getByRole('button', { name: button, exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Mencari bestie' })).toBeVisible()
}

/** Holds what is sent to this address until it is let go; `sent` comes with the first of it. */
export async function hold(page: Page, url: string | RegExp) {
  let letGo = () => {}
  let note = () => {}
  const gone = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const sent = new Promise<void>((resolve) => {
    note = resolve
  })
  await page.route(url, async (route) => {
    note()
    await gone
    await route.fallback()
  })
  return { sent, letGo }
}

/** Holds the answer to the first request that goes to this address from now on; `read` comes once the server has given it. */
export async function holdAnswer(page: Page, url: string | RegExp) {
  let letGo = () => {}
  let note = () => {}
  const gone = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const read = new Promise<void>((resolve) => {
    note = resolve
  })
  const handler = async (route: Route) => {
    const response = await route.fetch()
    note()
    await gone
    await route.fulfill({ response })
  }
  await page.route(url, handler, { times: 1 })
  return { read, letGo }
}

/** Where a device is opened for an app that shall begin only once its answers are held: no earlier one of it asks or hears anything. */
export const noApp = '/icons/icon.svg'

/** Comes once the app, on a page that is loaded from now on, has heard this on its socket. */
export const hears = (page: Page, words: string) =>
  new Promise<void>((resolve) => {
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => String(payload).includes(words) && resolve()))
  })

/** The page, loaded again, hears nothing of what happens: it learns only what it asks for. */
export async function loseEvents(page: Page) {
  await page.routeWebSocket(/socket\.io/, (socket) => socket.close())
  await page.route('**/socket.io/**', (route) => route.abort())
  await page.reload()
}

/** Signs in on the sign-in page with the code that was sent. */
export async function signInByCode(world: World, page: Page, contact: string) {
  if (contact.includes('@')) await page.getByRole('button', { name: 'Pakai email' }).click()
  await page.getByRole('textbox', { name: contact.includes('@') ? 'Email' : 'Nomor HP' }).fill(contact)
  await page.getByRole('button', { name: 'Kirim kode' }).click()
  const code = page.getByRole('textbox', { name: 'Kode 6 angka' })
  await expect(code).toBeVisible()
  await code.fill(await sentCode(world, contact))
}

/** The code that was last sent to this contact, read from the outbox. */
export async function sentCode(world: World, contact: string) {
  const outbox = await fetch(`${world.internalUrl}/dev/outbox?to=${encodeURIComponent(contact)}`)
  const [sent] = (await outbox.json()) as { code: string }[]
  return sent?.code ?? ''
}

/** Records the seconds that the page's countdown shows, in order. */
export async function watchCountdown(page: Page) {
  await page.evaluate(() => {
    const shown: number[] = []
    Object.assign(window, { shown })
    new MutationObserver(() => {
      const words = document.querySelector('[role="timer"][aria-label$="detik lagi"]')?.getAttribute('aria-label')
      if (words && shown.at(-1) !== Number.parseInt(words, 10)) shown.push(Number.parseInt(words, 10))
    }).observe(document.body, { childList: true, subtree: true, attributes: true })
  })
  return () => page.evaluate(() => (window as unknown as { shown: number[] }).shown)
}

/** Records whether a text is ever on the page, however briefly. */
export async function watchFor(page: Page, text: string) {
  await page.evaluate((sought) => {
    new MutationObserver(() => {
      if (document.body.textContent?.includes(sought)) document.documentElement.dataset.seen = 'yes'
    }).observe(document.body, { childList: true, subtree: true, characterData: true })
  }, text)
  return () => page.evaluate(() => document.documentElement.dataset.seen ?? 'never')
}
