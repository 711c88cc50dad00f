import { search, write } from './screens'
import { askAgain, endChat, finishChat, startSearch } from './sessions'
import { expect, test } from './world'

test('elsewhere in the app a customer hears how their search ended, and sees that their bestie has written', async ({
  world,
}) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const page = await world.open(rani)
  const news = page.getByRole('status')
  const profile = () => page.getByRole('button', { name: 'Profil', exact: true }).click()

  await test.step('found', async () => {
    await search(page, 'Mulai')
    await page.goto(world.publicUrl)
    await expect(page.getByText('Sedang mencari bestie')).toBeVisible()
    await profile()
    const title = page.getByRole('heading', { name: 'Profil', exact: true })
    const place = await title.boundingBox()
    const request = await world.call(sari, 'GET', '/api/mitra/requests')
    const [{ chat_session_id: chatId }] = request.body.items as [{ chat_session_id: string }]
    await world.call(sari, 'POST', `/api/mitra/requests/${chatId}/accept`)
    await expect(news.filter({ hasText: 'Bestie Ditemukan. Sari siap mendengarkanmu.' })).toBeVisible()
    expect(await title.boundingBox(), 'nothing moves because of the news').toEqual(place)
    await page.getByRole('button', { name: 'Mulai bercerita' }).click()
    await expect(page.getByRole('textbox', { name: 'Tulis pesan' })).toBeVisible()
    await expect(page.getByText('Bestie Ditemukan')).toHaveCount(0)

    await page.goto(world.publicUrl)
    const mitra = await world.open(sari, { path: `/mitra/chats/${chatId}` })
    await write(mitra, 'Halo Rani')
    await write(mitra, 'Aku di sini')
    await expect(news.filter({ hasText: '2 pesan baru' })).toBeVisible()
    await page.getByRole('button', { name: 'Kembali ke sesi' }).click()
    await expect(page.getByRole('log').getByText('Aku di sini')).toBeVisible()
    await page.goBack()
    await expect(page.getByRole('button', { name: 'Kembali ke sesi' })).toBeVisible()
    await expect(page.getByText('pesan baru')).toHaveCount(0)
    await endChat(world, chatId, rani, sari)
    await mitra.context().close()
  })

  await test.step('the bestie who was asked again cannot come', async () => {
    const { chatId } = await askAgain(world, rani, sari)
    await page.reload()
    await expect(page.getByText('Menunggu konfirmasi Sari')).toBeVisible()
    await profile()
    await world.call(sari, 'POST', `/api/mitra/requests/${chatId}/decline`)
    await page.getByRole('button', { name: 'Lihat pilihan' }).click()
    await expect(page.getByRole('dialog', { name: 'Bestie sedang tidak online' })).toBeVisible()
    await page.getByRole('button', { name: 'Kembali', exact: true }).click()
    await expect(page.getByText('Sesi berbayarmu menunggu')).toBeVisible()
  })

  await test.step('before paying again, the session that is paid for is shown', async () => {
    await page.getByRole('button', { name: 'Mulai Curhat', exact: true }).click()
    await page.getByRole('button', { name: 'Pakai sesi itu' }).click()
    await expect(page.getByText('Sesi berbayarmu menunggu')).toBeVisible()
  })

  await test.step('nobody was found', async () => {
    const dimas = await world.customer('Dimas')
    await finishChat(world, dimas, sari)
    const { chatId } = await startSearch(world, dimas)
    const other = await world.open(dimas)
    await expect(other.getByText('Sedang mencari bestie')).toBeVisible()
    await other.context().setOffline(true)
    await world.call(sari, 'POST', `/api/mitra/requests/${chatId}/decline`)
    const sorry = other.getByText('Maaf, kami tidak bisa menemukan bestie untuk sesimu.')
    await other.context().setOffline(false)
    await expect(sorry).toBeVisible()
    await other.getByRole('button', { name: 'Tutup kabar ini' }).click()
    await expect(sorry).toHaveCount(0)
  })
})
