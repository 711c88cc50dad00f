import { picture } from './both-schemes'
import { requestCard, write } from './screens'
import { endChat, finishChat, startChat, startSearch } from './sessions'
import { expect, test } from './world'

test('the mitra, through a day', async ({ world }) => {
  await world.set('max_customers_per_mitra', 3)
  await world.set('extension_timeout_seconds', 60)
  const visitor = await world.visit('/mitra/')
  await expect(visitor.getByRole('textbox', { name: 'Nomor HP' })).toBeVisible()
  await picture(visitor, 'mitra-01-sign-in')

  const sari = await world.mitra('Sari', { online: false })
  const page = await world.open(sari)
  await expect(page.getByText('Kamu offline')).toBeVisible()
  await picture(page, 'mitra-02-home-offline')
  await page.getByRole('link', { name: 'Pendapatan' }).click()
  await expect(page.getByText('Belum ada pendapatan')).toBeVisible()
  await picture(page, 'mitra-03-earnings-empty')
  await page.getByRole('link', { name: 'Beranda' }).click()
  await page.getByRole('switch', { name: 'Online' }).click()
  await expect(page.getByText('Kamu online')).toBeVisible()
  await picture(page, 'mitra-04-home-online')

  const [rani, dimas, tono] = [await world.customer('Rani'), await world.customer('Dimas'), await world.customer('Tono')]
  await finishChat(world, rani, sari)
  await startSearch(world, dimas, { sensitive: true })
  await expect(requestCard(page).getByRole('button', { name: 'Terima', exact: true })).toHaveAttribute('aria-disabled', 'false')
  await picture(page, 'mitra-05-request')
  await page.getByRole('button', { name: 'Nanti saja' }).click()
  const { chatId } = await startChat(world, rani, sari)
  const other = await startChat(world, tono, sari)
  const [customer, second] = [
    await world.open(rani, { path: `/chat/${chatId}` }),
    await world.open(tono, { path: `/chat/${other.chatId}` }),
  ]
  for (const card of [requestCard(page)])
    if (await card.isVisible()) await card.getByRole('button', { name: 'Nanti saja' }).click()
  await write(customer, 'Hai, aku ingin cerita soal pekerjaanku.')
  await write(second, 'Halo, apa kabar?')
  await write(second, 'Aku lagi butuh teman bicara.')
  await expect(page.getByRole('link', { name: /Tono/ }).getByLabel('2 pesan belum dibaca')).toBeVisible()
  await picture(page, 'mitra-06-home-busy')
  await page.getByRole('link', { name: /Rani/ }).click()
  await expect(page.getByRole('textbox', { name: 'Tulis pesan' })).toBeVisible()
  await write(page, 'Halo Rani, aku siap mendengarkan. Ada apa dengan pekerjaanmu?')
  await picture(page, 'mitra-07-chat')

  await customer.getByRole('button', { name: 'Tambah waktu' }).click()
  await customer.getByRole('button', { name: 'Minta tambahan waktu' }).click()
  await expect(page.getByRole('button', { name: 'Setujui' })).toBeVisible()
  await picture(page, 'mitra-08-more-time')
  await page.getByRole('button', { name: 'Setujui' }).click()
  await expect(page.getByRole('button', { name: 'Setujui' })).toHaveCount(0)
  await world.call(rani, 'POST', `/api/client/chats/${chatId}/end`)
  await expect(page.getByRole('textbox', { name: 'Tulis salam perpisahan' })).toBeVisible()
  await picture(page, 'mitra-09-goodbye')
  await endChat(world, chatId, rani, sari)
  await expect(page.getByText('Chat selesai. Terima kasih sudah menemani.')).toBeVisible()
  await picture(page, 'mitra-10-completed')

  await page.getByRole('button', { name: 'Kembali ke beranda' }).last().click()
  await page.getByRole('link', { name: 'Riwayat' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'Rani' })).toHaveCount(2)
  await picture(page, 'mitra-11-history')
  await page.getByRole('link', { name: 'Pendapatan' }).click()
  await expect(page.getByRole('listitem')).toHaveCount(1)
  await picture(page, 'mitra-12-earnings')
  await page.getByRole('link', { name: 'Profil' }).click()
  await expect(page.getByText('Nama yang dilihat customer')).toBeVisible()
  await picture(page, 'mitra-13-profile')
})
