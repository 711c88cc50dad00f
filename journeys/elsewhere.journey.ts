import { startSearch } from './sessions'
import { expect, test } from './world'

test('whoever looks around while a search goes on is led to the chat that was found, or to why there is none', async ({
  world,
}) => {
  const [sari, rani, dimas] = [await world.mitra('Sari'), await world.customer('Rani'), await world.customer('Dimas')]
  const history = await world.open(rani, { path: '/history' })
  await expect(history.getByRole('heading', { name: 'Riwayat' })).toBeVisible()
  const { chatId } = await startSearch(world, rani)
  await world.call(sari, 'POST', `/api/mitra/requests/${chatId}/accept`)
  await expect(history).toHaveURL(`${world.publicUrl}/chat/${chatId}`)

  await world.set('pairing_blast_timeout_seconds', 1)
  const home = await world.open(dimas)
  await expect(home.getByRole('button', { name: 'Mulai Curhat', exact: true })).toBeVisible()
  const { paymentId } = await startSearch(world, dimas)
  await expect(home).toHaveURL(`${world.publicUrl}/searching/${paymentId}`)
  await expect(home.getByText('Maaf, kami tidak bisa')).toBeVisible()
})

test('why paying did not work is said beside the button, on a small screen scrolled down too', async ({ world }) => {
  await world.mitra()
  const page = await world.open(await world.customer(), { path: '/payment', context: { viewport: { width: 320, height: 568 } } })
  await page.getByText('Cerita yang berat').click()
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Mulai', exact: true }).click()
  await expect(page.getByRole('alert')).toBeInViewport({ ratio: 1 })
})
