import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { requestCard, search, startButton, write } from './screens'
import { finishChat, runOutTheClock, startSearch } from './sessions'
import { expect, test } from './world'

// An end that was moved is settled by the sweeper.
test.use({ environment: { SWEEP_SECONDS: '1' } })
// Each walks through every screen of an app, and axe takes its time on each.
test.describe.configure({ timeout: 300_000 })

/** Nothing serious or critical on what is shown now. */
async function expectAccessible(page: Page, screen: string) {
  // What fades or slides in is looked at once it is there.
  await page.evaluate(async () => {
    const passing = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
    await Promise.allSettled(passing.map(({ finished }) => finished))
  })
  const { violations } = await new AxeBuilder({ page }).analyze()
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  const found = grave.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`))
  expect(found, screen).toEqual([])
}

test('axe finds nothing serious on any screen of the customer app', async ({ world }) => {
  const rani = await world.customer('Rani')
  const sari = await world.mitra('Sari')
  await finishChat(world, rani, sari)

  const visitor = await world.visit('/')
  await expect(visitor.getByRole('textbox', { name: 'Nomor HP' })).toBeVisible()
  await expectAccessible(visitor, 'sign-in')
  await visitor.getByRole('textbox', { name: 'Nomor HP' }).fill('+6281199990000')
  await visitor.getByRole('button', { name: 'Kirim kode' }).click()
  await expect(visitor.getByRole('textbox', { name: 'Kode 6 angka' })).toBeVisible()
  await expectAccessible(visitor, 'code')
  await visitor.context().close()

  const page = await world.open(rani)
  await expect(startButton(page)).toBeEnabled()
  await expectAccessible(page, 'home')
  await page.getByRole('button', { name: 'Riwayat' }).click()
  await expect(page.getByRole('listitem')).toHaveCount(1)
  await expectAccessible(page, 'history')
  await page.getByRole('button', { name: 'Kembali', exact: true }).click()
  await page.getByRole('button', { name: 'Profil' }).click()
  await expect(page.getByRole('textbox', { name: 'Nama panggilan' })).toBeVisible()
  await expectAccessible(page, 'profile')
  await page.getByRole('button', { name: 'Kembali', exact: true }).click()

  await startButton(page).click()
  await expect(page.getByRole('button', { name: 'Bayar', exact: true })).toBeVisible()
  await expectAccessible(page, 'payment')
  await page.getByRole('button', { name: 'Bayar', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Mencari bestie' })).toBeVisible()
  await expectAccessible(page, 'searching')
  const open = await world.call(sari, 'GET', '/api/mitra/requests')
  const [request] = open.body.items as { chat_session_id: string }[]
  await world.call(sari, 'POST', `/api/mitra/requests/${request?.chat_session_id}/decline`)
  await expect(page.getByText('Maaf, kami tidak bisa menemukan bestie untuk sesimu.', { exact: false })).toBeVisible()
  await expectAccessible(page, 'failure')
  await page.getByRole('button', { name: 'Kembali ke beranda' }).click()

  await search(page, 'Bayar')
  await expect.poll(async () => ((await world.call(sari, 'GET', '/api/mitra/requests')).body.items as unknown[]).length).toBe(1)
  const again = await world.call(sari, 'GET', '/api/mitra/requests')
  const [accepted] = again.body.items as { chat_session_id: string }[]
  const chatId = String(accepted?.chat_session_id)
  await world.call(sari, 'POST', `/api/mitra/requests/${chatId}/accept`)
  await expect(page.getByText('Bestie Ditemukan', { exact: true })).toBeVisible()
  await expectAccessible(page, 'found')
  await expect(page).toHaveURL(/\/chat\//)
  await write(page, 'Halo, aku ingin cerita')
  await expectAccessible(page, 'chat')
  await page.getByRole('button', { name: 'Akhiri' }).click()
  await expect(page.getByRole('button', { name: 'Ya, akhiri sesi' })).toBeVisible()
  await expectAccessible(page, 'ending early')
  await page.getByRole('button', { name: 'Ya, akhiri sesi' }).click()
  await expect(page.getByRole('textbox', { name: 'Tulis salam perpisahan' })).toBeVisible()
  await expectAccessible(page, 'closing')
  await write(page, 'Terima kasih', 'Tulis salam perpisahan')
  await world.call(sari, 'POST', `/api/mitra/chats/${chatId}/goodbye`, { body: 'Sampai jumpa' })
  await expect(page.getByText('Sesi selesai', { exact: true })).toBeVisible()
  await expectAccessible(page, 'completed')
})

test('axe finds nothing serious on any screen of the mitra app', async ({ world }) => {
  const rani = await world.customer('Rani')
  const sari = await world.mitra('Sari', { online: false })

  const visitor = await world.visit('/mitra/')
  await expect(visitor.getByRole('textbox', { name: 'Nomor HP' })).toBeVisible()
  await expectAccessible(visitor, 'sign-in')
  await visitor.context().close()

  const page = await world.open(sari)
  await expect(page.getByText('Kamu offline')).toBeVisible()
  await expectAccessible(page, 'home, offline')
  await page.getByRole('switch', { name: 'Online' }).click()
  await expect(page.getByText('Kamu online')).toBeVisible()
  await expectAccessible(page, 'home')

  await startSearch(world, rani, { sensitive: true })
  const accept = requestCard(page).getByRole('button', { name: 'Terima', exact: true })
  await expect(accept).toHaveAttribute('aria-disabled', 'false')
  await expectAccessible(page, 'request')
  await page.getByRole('button', { name: 'Nanti saja' }).click()
  await expect(page.getByRole('button', { name: 'Buka: Rani' })).toBeVisible()
  await expectAccessible(page, 'home with a request')
  await page.getByRole('button', { name: 'Buka: Rani' }).click()
  await expect(accept).toHaveAttribute('aria-disabled', 'false')
  await accept.click()
  await expect(page).toHaveURL(/\/mitra\/chats\//)
  const chatId = new URL(page.url()).pathname.replace('/mitra/chats/', '')
  await write(page, 'Halo Rani, ada apa?')
  await expectAccessible(page, 'chat')
  await page.getByRole('button', { name: 'Akhiri' }).click()
  await expect(page.getByRole('button', { name: 'Ya, akhiri chat' })).toBeVisible()
  await expectAccessible(page, 'ending early')
  await page.getByRole('button', { name: 'Lanjutkan chat' }).last().click()
  await page.getByRole('button', { name: 'Kembali ke beranda' }).click()
  await expect(page.getByRole('link', { name: /Rani/ })).toBeVisible()
  await expectAccessible(page, 'home with a chat')
  await page.getByRole('link', { name: /Rani/ }).click()
  await runOutTheClock(world, chatId)
  await expect(page.getByRole('textbox', { name: 'Tulis perpisahan' })).toBeVisible()
  await expectAccessible(page, 'closing')
  await write(page, 'Jaga dirimu', 'Tulis perpisahan')
  await world.call(rani, 'POST', `/api/client/chats/${chatId}/goodbye`, { body: 'Terima kasih' })
  await expect(page.getByText('Chat selesai. Terima kasih sudah menemani.')).toBeVisible()
  await expectAccessible(page, 'completed')
  await page.getByRole('button', { name: 'Kembali ke beranda' }).last().click()
  await page.getByRole('link', { name: 'Riwayat' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'Rani' })).toHaveCount(1)
  await expectAccessible(page, 'history')
  await page.getByRole('link', { name: 'Profil' }).click()
  await expect(page.getByText('Sari')).toBeVisible()
  await expectAccessible(page, 'profile')
})
