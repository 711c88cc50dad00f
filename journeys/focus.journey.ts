import type { Locator, Page } from '@playwright/test'
import { requestCard, startButton } from './screens'
import { askForMoreTime, finishChat, payFor, startChat, startSearch } from './sessions'
import { expect, test } from './world'

/** Presses a button by the keyboard. */
async function press(button: Locator) {
  await button.focus()
  await button.press('Enter')
}

const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })

test('a customer with a keyboard or a screen reader is never left without the focus, from the answer to a wish for more time to the rating', async ({
  world,
}) => {
  await world.set('extension_timeout_seconds', 60)
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId } = await startChat(world, rani, sari)
  const page = await world.open(rani, { path: `/chat/${chatId}` })
  await expect(title(page, 'Sari')).toBeFocused()

  const { extensionId } = await askForMoreTime(world, rani, chatId)
  // A page tells the answer only if it has shown the question, which here comes from another device.
  await expect(page.getByText('Menunggu jawaban bestie')).toBeVisible()
  await world.call(sari, 'POST', `/api/mitra/extensions/${extensionId}/decline`)
  await press(page.getByRole('button', { name: 'Oke' }))
  await expect(title(page, 'Sari')).toBeFocused()

  await press(page.getByRole('button', { name: 'Akhiri' }))
  await press(page.getByRole('button', { name: 'Ya, akhiri sesi' }))
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(title(page, 'Sari')).toBeFocused()

  const goodbye = page.getByRole('textbox', { name: 'Tulis salam perpisahan' })
  await goodbye.fill('Terima kasih')
  await goodbye.press('Enter')
  await expect(goodbye).toHaveCount(0)
  await expect(title(page, 'Sari')).toBeFocused()

  await world.call(sari, 'POST', `/api/mitra/chats/${chatId}/goodbye`, { body: 'Sampai jumpa' })
  await page.getByRole('radio', { name: '5 dari 5 bintang' }).check()
  await press(page.getByRole('button', { name: 'Kirim penilaian' }))
  await expect(page.getByText('Terima kasih, penilaianmu', { exact: false }).locator('..')).toBeFocused()
})

test('a customer whose command did not work is still at its button; who changes their mind is where they were', async ({
  world,
}) => {
  const [rani, dimas, sari] = [await world.customer('Rani'), await world.customer('Dimas'), await world.mitra('Sari')]
  await finishChat(world, rani, sari)
  const page = await world.open(rani, { path: '/payment' })
  await page.route('**/api/client/payments', (route) => route.fulfill({ status: 503, body: '' }))
  const pay = page.getByRole('button', { name: 'Bayar', exact: true })
  await expect(pay).not.toHaveAttribute('aria-disabled')
  await press(pay)
  await expect(page.getByRole('alert')).toBeVisible()
  await expect(pay).toBeFocused()

  await payFor(world, dimas, 'chat', {})
  const home = await world.open(dimas)
  const giveUp = home.getByRole('button', { name: 'Lepaskan sesi ini' })
  await press(giveUp)
  await press(home.getByRole('button', { name: 'Simpan sesiku' }))
  await expect(giveUp).toBeFocused()
  await press(giveUp)
  await press(home.getByRole('button', { name: 'Ya, lepaskan' }))
  await expect(giveUp).toHaveCount(0)
  await expect(title(home, 'Bestie')).toBeFocused()
})

test('a start button that could not be used for a moment has the focus again', async ({ world }) => {
  const sari = await world.mitra('Sari')
  const page = await world.open(await world.customer('Rani'))
  await expect(startButton(page)).toBeEnabled()
  await startButton(page).focus()
  await world.call(sari, 'POST', '/api/mitra/status/offline')
  await expect(startButton(page)).toBeDisabled()
  await world.call(sari, 'POST', '/api/mitra/status/online')
  await expect(startButton(page)).toBeEnabled()
  await expect(startButton(page)).toBeFocused()
})

test('a mitra with a keyboard or a screen reader is never left without the focus, whatever card or button goes away', async ({
  world,
}) => {
  await world.set('extension_timeout_seconds', 60)
  const [rani, dimas, sari] = [await world.customer('Rani'), await world.customer('Dimas'), await world.mitra('Sari')]
  const page = await world.open(sari)
  await expect(title(page, 'Beranda')).toBeFocused()

  const accept = requestCard(page).getByRole('button', { name: 'Terima', exact: true })
  const { chatId } = await startSearch(world, rani)
  await expect(accept).toHaveAttribute('aria-disabled', 'false')
  await press(accept)
  await expect(title(page, 'Rani')).toBeFocused()

  await askForMoreTime(world, rani, chatId)
  const question = page.getByRole('region', { name: 'Rani ingin menambah waktu' })
  const decline = question.getByRole('button', { name: 'Tolak' })
  await expect(decline).toHaveAttribute('aria-disabled', 'false')
  await press(decline)
  await expect(question).toHaveCount(0)
  await expect(title(page, 'Rani')).toBeFocused()

  const { chatId: searchId } = await startSearch(world, dimas)
  await expect(requestCard(page)).toBeVisible()
  await askForMoreTime(world, rani, chatId)
  await expect(requestCard(page).getByRole('region')).toBeVisible()
  await expect(decline).toHaveAttribute('aria-disabled', 'false')
  await press(decline)
  await expect(question).toHaveCount(0)
  await expect(requestCard(page).getByRole('group', { name: 'Permintaan baru' })).toBeFocused()
  await world.call(dimas, 'POST', `/api/client/chats/${searchId}/cancel`)
  await press(page.getByRole('button', { name: 'Tutup pemberitahuan' }))
  await expect(title(page, 'Rani')).toBeFocused()
})

test('after a name was saved, a sign-out, a wrong number, a second code and a change of mind the focus is where one goes on', async ({
  world,
}) => {
  const page = await world.open(await world.customer('Rani'), { path: '/profile' })
  const name = page.getByRole('textbox', { name: 'Nama panggilan' })
  const save = page.getByRole('button', { name: 'Simpan', exact: true })
  await expect(save).toBeDisabled()
  await name.fill('Ani')
  await press(save)
  await expect(page.getByText('Tersimpan')).toBeVisible()
  await expect(save).toBeFocused()
  await press(page.getByRole('button', { name: 'Keluar', exact: true }))
  await expect(title(page, 'Selamat datang di Bestie')).toBeFocused()
  const number = page.getByRole('textbox', { name: 'Nomor HP' })
  await number.fill('12')
  await press(page.getByRole('button', { name: 'Kirim kode' }))
  await expect(page.getByRole('alert')).toHaveText('Nomor ini sepertinya belum benar. Periksa lagi ya.')
  await expect(number).toBeFocused()
  await page.clock.install()
  await number.fill('+6281199990000')
  await press(page.getByRole('button', { name: 'Kirim kode' }))
  const code = page.getByRole('textbox', { name: 'Kode 6 angka' })
  await expect(code).toBeFocused()
  const again = page.getByRole('button', { name: 'Kirim ulang kode' })
  const aSecondLater = () => page.clock.runFor(1_000)
  await expect.poll(() => aSecondLater().then(() => again.count()), { intervals: [0] }).toBe(1)
  await press(again)
  await expect(page.getByText('Kirim ulang dalam')).toBeVisible()
  await expect(code).toBeFocused()
  await press(page.getByRole('button', { name: 'Ganti nomor' }))
  await expect(title(page, 'Selamat datang di Bestie')).toBeFocused()
})
