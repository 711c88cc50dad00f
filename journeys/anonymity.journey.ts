import type { Page } from '@playwright/test'
import { bubble, requestCard, search, write } from './screens'
import { finishChat } from './sessions'
import { expect, test } from './world'

/** Records everything that reaches this page's browser: answers of the server, and frames of its sockets. */
function overhear(page: Page) {
  const heard: string[] = []
  const reading: Promise<unknown>[] = []
  page.on('response', (response) => {
    if (response.url().includes('/assets/')) return
    const read = response.text().then((body) => heard.push(`${response.url()} ${JSON.stringify(response.headers())} ${body}`))
    reading.push(read.catch(() => {}))
  })
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => heard.push(String(payload))))
  return async () => {
    await Promise.all(reading)
    return heard
  }
}

test('[I1, I2] the mitra reads the call name on every page, and nothing that reaches their browser tells who it is', async ({
  world,
}) => {
  const rani = await world.customer('Rani')
  const sari = await world.mitra('Sari')
  await world.sql(`UPDATE customers SET email = 'rahasia.rani@contoh.id' WHERE id = $1`, [rani.id])
  await finishChat(world, rani, sari)
  await world.call(rani, 'PATCH', '/api/me', { call_name: 'Bintang' })

  const customer = await world.open(rani)
  const mitra = await world.open(sari, { path: '/mitra/profile' })
  const everythingHeard = overhear(mitra)
  await mitra.reload()
  await expect(mitra.getByRole('heading', { name: 'Profil' })).toBeVisible()
  const read: string[] = []
  const look = async () => read.push(await mitra.content())

  await search(customer, 'Bayar')
  const card = requestCard(mitra)
  await expect(card.getByText('Bintang', { exact: true })).toBeVisible()
  await look()
  await card.getByRole('button', { name: 'Nanti saja' }).click()
  await mitra.getByRole('link', { name: 'Beranda' }).click()
  await expect(mitra.getByRole('button', { name: 'Buka: Bintang' })).toBeVisible()
  await look()
  await mitra.getByRole('button', { name: 'Buka: Bintang' }).click()
  await card.getByRole('button', { name: 'Terima', exact: true }).click()

  await expect(mitra.getByRole('heading', { name: 'Bintang' })).toBeVisible()
  await expect(mitra).toHaveTitle('Bintang · Bestie')
  await expect(customer).toHaveURL(/\/chat\//)
  await write(customer, 'Halo')
  await expect(bubble(mitra, 'Halo')).toHaveCount(1)
  await look()
  await mitra.getByRole('button', { name: 'Kembali ke beranda' }).click()
  await expect(mitra.getByRole('link', { name: /Bintang/ })).toBeVisible()
  await look()
  await mitra.getByRole('link', { name: 'Riwayat' }).click()
  await expect(mitra.getByRole('listitem').filter({ hasText: 'Bintang' })).toHaveCount(2)
  await look()
  await mitra.getByRole('listitem').filter({ hasText: 'Diakhiri customer' }).getByRole('link').click()
  await expect(mitra.getByRole('heading', { name: 'Bintang' })).toBeVisible()
  await look()

  const heard = await everythingHeard()
  // The recording works: both channels that carry a name were seen.
  expect(heard.some((text) => text.includes('/api/mitra/chats') && text.includes('Bintang'))).toBe(true)
  expect(heard.some((text) => text.startsWith('42["chat_request"') && text.includes('Bintang'))).toBe(true)
  const digits = rani.contact.slice('+62'.length)
  for (const secret of [digits, 'rahasia.rani', 'contoh.id']) {
    expect(
      heard.filter((text) => text.includes(secret)),
      `${secret} reached the mitra's browser`,
    ).toEqual([])
    expect(
      read.filter((text) => text.includes(secret)),
      `${secret} was on a page`,
    ).toEqual([])
  }
})
