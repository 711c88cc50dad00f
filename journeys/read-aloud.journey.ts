import type { Page } from '@playwright/test'
import { mark, write } from './screens'
import { askForMoreTime, runOutTheClock, startChat } from './sessions'
import { expect, test } from './world'

/**
 * Records what a screen reader reads out by itself from now on: words that come into a region which
 * was there before them. A region that comes together with its words is silent.
 */
async function listen(page: Page) {
  await page.evaluate(() => {
    const heard: string[] = []
    Object.assign(window, { heard })
    new MutationObserver((changes) => {
      const added = changes.flatMap((change) => [...change.addedNodes])
      for (const { target } of changes) {
        const region = (target instanceof Element ? target : target.parentElement)?.closest('[role="status"]')
        if (region?.textContent && !added.some((node) => node.contains(region))) heard.push(region.textContent)
      }
    }).observe(document.body, { childList: true, subtree: true, characterData: true })
  })
  return async () => (await page.evaluate(() => (window as unknown as { heard: string[] }).heard)).join('\n')
}

/** Records the messages that a screen reader reads out by itself from now on: what comes into the log, unless it is marked as silent. */
async function listenToMessages(page: Page) {
  await page.evaluate(() => {
    const heard: string[] = []
    Object.assign(window, { heard })
    new MutationObserver((changes) => {
      for (const node of changes.flatMap((change) => [...change.addedNodes])) {
        if (!(node instanceof Element) || node.closest('[aria-live], [role=log], [role=status]')?.role !== 'log') continue
        heard.push(...[...node.querySelectorAll('p[dir]')].map((body) => body.textContent))
      }
    }).observe(document.body, { childList: true, subtree: true })
  })
  return () => page.evaluate(() => (window as unknown as { heard: string[] }).heard)
}

test('each message is read out once on either side: to its writer as it is sent, over a lost line too', async ({ world }) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId } = await startChat(world, rani, sari)
  const customer = await world.open(rani, { path: `/chat/${chatId}` })
  const mitra = await world.open(sari, { path: `/mitra/chats/${chatId}` })
  for (const page of [customer, mitra]) {
    await expect(page.getByText('Belum ada pesan', { exact: false })).toBeVisible()
    await expect(page.getByRole('log')).toHaveAttribute('aria-busy', 'false')
  }
  const [toCustomer, toMitra] = [await listenToMessages(customer), await listenToMessages(mitra)]
  await write(customer, 'Halo')
  await expect(mark(customer, 'Halo', 'Dibaca')).toBeVisible()
  await customer.context().setOffline(true)
  await write(customer, 'Waktu putus')
  await expect(mark(customer, 'Waktu putus', 'Menunggu dikirim')).toBeVisible()
  expect(await toCustomer()).toEqual(['Halo'])
  await customer.context().setOffline(false)
  await expect(mark(customer, 'Waktu putus', 'Dibaca')).toBeVisible({ timeout: 20_000 })
  await write(mitra, 'Aku di sini')
  await expect(mark(mitra, 'Aku di sini', 'Dibaca')).toBeVisible()
  for (const heard of [toCustomer, toMitra]) expect(await heard()).toEqual(['Halo', 'Waktu putus', 'Aku di sini'])
})

test('how a chat goes on is read out on both sides: a question for more time, the end, the goodbyes', async ({ world }) => {
  await world.set('extension_timeout_seconds', 60)
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId } = await startChat(world, rani, sari)
  const customer = await world.open(rani, { path: `/chat/${chatId}` })
  const mitra = await world.open(sari, { path: `/mitra/chats/${chatId}` })
  for (const page of [customer, mitra]) await expect(page.getByRole('textbox', { name: 'Tulis pesan' })).toBeVisible()
  const [toCustomer, toMitra] = [await listen(customer), await listen(mitra)]

  await askForMoreTime(world, rani, chatId)
  await expect.poll(toMitra).toContain('Permintaan tambahan waktu dari Rani.')
  await mitra.getByRole('region', { name: 'Rani ingin menambah waktu' }).getByRole('button', { name: 'Tolak' }).click()

  await expect.poll(toCustomer).toContain('Bestiemu belum bisa menambah waktu')
  await runOutTheClock(world, chatId)
  // A line that was lost and is back makes the app read how much time is left.
  for (const lost of [true, false]) await customer.context().setOffline(lost)
  await expect.poll(toCustomer).toContain('Waktu sesi habis, sebentar ya…')
  await world.call(rani, 'POST', `/api/client/chats/${chatId}/end`)
  await expect.poll(toCustomer).toContain('Kamu masih bisa menulis satu salam perpisahan.')
  await expect.poll(toMitra).toContain('Sesi berakhir. Ucapkan salam perpisahan.')

  await write(mitra, 'Sampai jumpa', 'Tulis salam perpisahan')
  await expect.poll(toMitra).toContain('Salam perpisahanmu sudah terkirim.')
  await write(customer, 'Terima kasih', 'Tulis salam perpisahan')
  await expect.poll(toCustomer).toContain('Sesi selesai')
  await expect.poll(toMitra).toContain('Chat selesai. Terima kasih sudah menemani.')
})
