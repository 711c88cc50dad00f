import { readFile } from 'node:fs/promises'
import { consentVersion } from '@bestie/contracts/consent-version'
import { bubble, signInByCode, write } from './screens'
import { endChat, startChat } from './sessions'
import { expect, test } from './world'

test('signing in records what one agrees to; in the profile one has a copy of everything, and takes it back', async ({
  world,
}) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId } = await startChat(world, rani, sari)
  // The screen leaves out what nobody sees; the copy is what is stored.
  const unseen = 'Sudah\u00ad lega\u200b'
  const device = await world.open(rani, { path: `/chat/${chatId}` })
  await write(device, unseen)
  await expect(bubble(device, 'Sudah lega')).toBeVisible()
  await endChat(world, chatId, rani, sari)
  const page = await world.visit('/')
  const agreement = page.getByText('Dengan masuk, kamu setuju', { exact: false })
  await expect(agreement).toContainText('Tim kami hanya membacanya bila ada keluhan')
  await signInByCode(world, page, rani.contact)
  await expect(page.getByRole('heading', { name: 'Halo, Rani' })).toBeVisible()
  await expect
    .poll(() => world.sql('select version from consents where withdrawn_at is null'))
    .toEqual([{ version: consentVersion }])
  await page.getByRole('button', { name: 'Profil' }).click()
  await expect(page.getByText('paling lama 365 hari', { exact: false })).toBeVisible()
  await expect(page.getByText('Kamu setuju pada', { exact: false })).toBeVisible()

  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Unduh dataku' }).click()
  const copy = JSON.parse(await readFile(await (await downloading).path(), 'utf8'))
  expect(copy.messages.map((message: { body: string }) => message.body)).toEqual([unseen, 'Terima kasih', 'Sampai jumpa'])

  await page.getByRole('button', { name: 'Tarik persetujuan' }).click()
  const dialog = page.getByRole('dialog', { name: 'Tarik persetujuanmu?' })
  await dialog.getByRole('button', { name: 'Tidak jadi' }).click()
  await expect(dialog).toHaveCount(0)
  await page.getByRole('button', { name: 'Tarik persetujuan' }).click()
  await dialog.getByRole('button', { name: 'Ya, tarik dan hapus' }).click()
  await expect(page.getByText('dihapus begitu sesinya selesai', { exact: false })).toBeVisible()
  await expect.poll(() => world.sql('select from consents where withdrawn_at is null')).toHaveLength(0)
  await page.getByRole('button', { name: 'Setuju', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Tarik persetujuan' })).toBeVisible()
})
