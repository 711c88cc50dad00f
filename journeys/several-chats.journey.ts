import type { Page } from '@playwright/test'
import { requestCard, write } from './screens'
import { endChat, startChat, startSearch } from './sessions'
import { expect, test } from './world'

/** Counts the notes that the page plays from now on. */
async function countNotes(page: Page) {
  await page.evaluate(() => {
    const played = { notes: 0 }
    Object.assign(window, { played })
    const start = OscillatorNode.prototype.start
    OscillatorNode.prototype.start = function (when) {
      played.notes++
      start.call(this, when)
    }
  })
  return () => page.evaluate(() => (window as unknown as { played: { notes: number } }).played.notes)
}

/** Notes the name on each card that covers the page from now on, however briefly. */
const noteCards = (page: Page) =>
  page.evaluate(() => {
    const cards = new Set<string>()
    Object.assign(window, { cards })
    const note = () => {
      const about = document.querySelector('dialog #request-about')
      if (about?.firstChild?.textContent) cards.add(about.firstChild.textContent)
    }
    new MutationObserver(note).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true })
  })
const cards = (page: Page) => page.evaluate(() => [...(window as unknown as { cards: Set<string> }).cards])

test('a mitra in one chat sees and hears that another customer writes, on every screen, until the message is read', async ({
  world,
}) => {
  await world.set('max_customers_per_mitra', 2)
  const [rani, dimas] = [await world.customer('Rani'), await world.customer('Dimas')]
  const sari = await world.mitra('Sari')
  const { chatId: withRani } = await startChat(world, rani, sari)
  const { chatId: withDimas } = await startChat(world, dimas, sari)
  const first = await world.open(rani, { path: `/chat/${withRani}` })
  const second = await world.open(dimas, { path: `/chat/${withDimas}` })
  const mitra = await world.open(sari, { path: `/mitra/chats/${withDimas}` })
  await write(mitra, 'Halo Dimas')
  const notes = await countNotes(mitra)
  const back = mitra.getByRole('banner').getByRole('button', { name: 'Kembali ke beranda' })
  await expect(back).toHaveAccessibleName('Kembali ke beranda')

  await test.step('the open chat makes no sound and no badge', async () => {
    await write(second, 'Halo juga')
    await expect(mitra.getByRole('log').getByText('Halo juga')).toBeVisible()
    expect(await notes()).toBe(0)
    await expect(back).toHaveAccessibleName('Kembali ke beranda')
  })

  await test.step('another customer writes twice in a row: one soft note, and the number on the way home', async () => {
    await write(first, 'Kamu di sana?')
    await write(first, 'Aku takut')
    await expect(back).toHaveAccessibleName('Kembali ke beranda: 2 pesan belum dibaca')
    await expect(mitra.getByRole('banner').getByText('2', { exact: true })).toBeVisible()
    await expect(mitra).toHaveTitle('2 pesan belum dibaca · Bestie')
    expect(await notes()).toBe(1)
  })

  const home = mitra.getByRole('link', { name: 'Beranda' })
  await test.step('on the other screens the home tab shows it', async () => {
    await back.click()
    await mitra.getByRole('link', { name: 'Riwayat' }).click()
    await expect(home).toHaveAccessibleName(/2 pesan belum dibaca/)
    await expect(home.getByText('2', { exact: true })).toBeVisible()
  })

  await test.step('once read, nothing is left of it', async () => {
    await home.click()
    await mitra.getByRole('link', { name: /Rani/ }).click()
    await expect(mitra.getByText('Aku takut')).toBeVisible()
    await expect(back).toHaveAccessibleName('Kembali ke beranda')
    await expect(mitra).toHaveTitle('Rani · Bestie')
  })

  await test.step('the device’s Back, after the arrow home, does not lead into the chat again', async () => {
    await back.click()
    await expect(mitra.getByRole('heading', { name: 'Beranda' })).toBeVisible()
    await mitra.goBack()
    await expect(mitra).not.toHaveURL(/chats/)
  })
})

test('a request that the mitra put aside stays in sight from inside a chat', async ({ world }) => {
  await world.set('max_customers_per_mitra', 2)
  const sari = await world.mitra('Sari')
  const { chatId } = await startChat(world, await world.customer('Dimas'), sari)
  const mitra = await world.open(sari, { path: `/mitra/chats/${chatId}` })
  await startSearch(world, await world.customer('Rani'))
  await requestCard(mitra).getByRole('button', { name: 'Nanti saja' }).click()
  const back = mitra.getByRole('banner').getByRole('button', { name: 'Kembali ke beranda' })
  await expect(back).toHaveAccessibleName('Kembali ke beranda: 1 permintaan menunggu jawabanmu')
  await back.click()
  await expect(mitra.getByRole('link', { name: 'Beranda' })).toHaveAccessibleName(/1 permintaan menunggu jawabanmu/)
  await mitra.getByRole('button', { name: 'Buka: Rani' }).click()
  await requestCard(mitra).getByRole('button', { name: 'Tolak', exact: true }).click()
  await expect(mitra.getByRole('link', { name: 'Beranda' })).not.toHaveAccessibleName(/permintaan/)
})

test('requests that a mitra at capacity cannot accept wait at home, and come when a chat is over', async ({ world }) => {
  await world.set('max_customers_per_mitra', 1)
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId } = await startSearch(world, rani)
  await startSearch(world, await world.customer('Dimas'))
  const mitra = await world.open(sari)
  await expect(requestCard(mitra).getByText('Rani')).toBeVisible()
  const accept = requestCard(mitra).getByRole('button', { name: 'Terima', exact: true })
  await expect(accept).toHaveAttribute('aria-disabled', 'false')
  await noteCards(mitra)
  await accept.click()
  await expect(mitra.getByRole('textbox', { name: 'Tulis pesan' })).toBeVisible()
  const back = mitra.getByRole('banner').getByRole('button', { name: 'Kembali ke beranda' })
  await expect(back).toHaveAccessibleName('Kembali ke beranda: 1 permintaan menunggu jawabanmu')
  expect(await cards(mitra)).toEqual(['Rani'])
  await back.click()
  await expect(mitra.getByRole('button', { name: 'Buka: Dimas' })).toBeVisible()
  await expect(requestCard(mitra)).toHaveCount(0)

  await endChat(world, chatId, rani, sari)
  await expect(requestCard(mitra).getByText('Dimas')).toBeVisible()
})
