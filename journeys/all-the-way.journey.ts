import type { Page } from '@playwright/test'
import { bubble, mark, requestCard, search, signInByCode, write } from './screens'
import { finishChat, runOutTheClock } from './sessions'
import { expect, test } from './world'

// The sweeper settles overdue windows, here one whose end was moved.
test.use({ environment: { SWEEP_SECONDS: '1' } })

test('[B2, J1, J6, J7, F1] a customer pays, is found, chats both ways over lost lines and reloads, and parts with a goodbye', async ({
  world,
}) => {
  const rani = await world.customer('Rani')
  const sari = await world.mitra('Sari')
  await finishChat(world, rani, sari)
  await world.call(sari, 'POST', '/api/mitra/status/offline')

  const mitra = await world.visit('/mitra/')
  await signInByCode(world, mitra, sari.contact)
  await mitra.getByRole('switch', { name: 'Online' }).click()
  await expect(mitra.getByText('Kamu online')).toBeVisible()

  const customer = await world.visit('/')
  await signInByCode(world, customer, rani.contact)
  await expect(customer.getByRole('heading', { name: 'Halo, Rani' })).toBeVisible()

  await test.step('they find each other', async () => {
    await search(customer, 'Bayar')
    const card = requestCard(mitra)
    await expect(card).toContainText('Rani')
    await expect(card.getByRole('button', { name: 'Tolak', exact: true })).toBeVisible()
    await expect(card.getByRole('timer')).toHaveCount(0)
    await card.getByRole('button', { name: 'Terima', exact: true }).click()
    await expect(customer.getByText('Bestie Ditemukan', { exact: true })).toBeVisible()
    await expect(customer).toHaveURL(/\/chat\//)
    await expect(customer.getByRole('heading', { name: 'Sari' })).toBeVisible()
    await expect(mitra.getByRole('heading', { name: 'Rani' })).toBeVisible()
  })
  const chatId = new URL(customer.url()).pathname.replace('/chat/', '')

  await test.step('each message is marked as delivered, then as read', async () => {
    await mitra.getByRole('button', { name: 'Kembali ke beranda' }).click()
    await write(customer, 'Halo, aku ingin cerita')
    await expect(mark(customer, 'Halo, aku ingin cerita', 'Tersampaikan')).toBeVisible()
    await mitra.getByRole('link', { name: /Rani/ }).click()
    await expect(bubble(mitra, 'Halo, aku ingin cerita')).toHaveCount(1)
    await expect(mark(customer, 'Halo, aku ingin cerita', 'Dibaca')).toBeVisible()

    await customer.getByRole('button', { name: 'Kembali', exact: true }).click()
    await write(mitra, 'Halo Rani, aku mendengarkan')
    await expect(mark(mitra, 'Halo Rani, aku mendengarkan', 'Tersampaikan')).toBeVisible()
    await customer.getByRole('button', { name: 'Kembali ke sesi' }).click()
    await expect(bubble(customer, 'Halo Rani, aku mendengarkan')).toHaveCount(1)
    await expect(mark(mitra, 'Halo Rani, aku mendengarkan', 'Dibaca')).toBeVisible()
    // A message's writer is also named for screen readers.
    await expect(bubble(customer, 'Halo Rani, aku mendengarkan')).toContainText('Sari')
    await expect(bubble(mitra, 'Halo Rani, aku mendengarkan')).toContainText('Kamu')
  })

  await test.step('a reload in the middle loses and doubles nothing', async () => {
    await customer.getByRole('textbox', { name: 'Tulis pesan' }).fill('Ini belum selesai ditu')
    await Promise.all([customer.reload(), mitra.reload()])
    for (const page of [customer, mitra]) {
      await expect(bubble(page, 'Halo, aku ingin cerita')).toHaveCount(1)
      await expect(bubble(page, 'Halo Rani, aku mendengarkan')).toHaveCount(1)
    }
    await expect(customer.getByRole('textbox', { name: 'Tulis pesan' })).toHaveValue('Ini belum selesai ditu')
  })

  await test.step('what is written without a line is sent once, when it is back', async () => {
    await customer.context().setOffline(true)
    await expect(customer.getByText('Sedang tidak tersambung.', { exact: false })).toBeVisible()
    await write(customer, 'Pertama tanpa sinyal')
    await write(customer, 'Kedua tanpa sinyal')
    await expect(mark(customer, 'Kedua tanpa sinyal', 'Menunggu dikirim')).toBeVisible()
    await write(mitra, 'Kamu masih di sana?')
    await customer.context().setOffline(false)
    await expect(mark(customer, 'Kedua tanpa sinyal', 'Dibaca')).toBeVisible()
    for (const page of [customer, mitra]) {
      for (const text of ['Pertama tanpa sinyal', 'Kedua tanpa sinyal', 'Kamu masih di sana?']) {
        await expect(bubble(page, text)).toHaveCount(1)
      }
    }
    const { body: stored } = await world.call(rani, 'GET', `/api/client/chats/${chatId}/messages`)
    const items = stored.items as { seq: number; body: string }[]
    expect(items.map(({ seq, body }) => `${seq} ${body}`)).toEqual([
      '1 Halo, aku ingin cerita',
      '2 Halo Rani, aku mendengarkan',
      '3 Kamu masih di sana?',
      '4 Pertama tanpa sinyal',
      '5 Kedua tanpa sinyal',
    ])
  })

  await test.step('the time runs out in the middle of a sentence: it may be finished as the goodbye, without a tap', async () => {
    const field = (page: Page, name: string) => page.getByRole('textbox', { name })
    await field(customer, 'Tulis pesan').fill('Terima kasih ba')
    await field(mitra, 'Tulis pesan').fill('Jaga dirimu')
    await runOutTheClock(world, chatId)
    await expect(customer.getByText('Kamu masih bisa menulis satu salam perpisahan.')).toBeVisible()
    await expect(mitra.getByText('Sesi berakhir. Ucapkan salam perpisahan.')).toBeVisible()
    await customer.keyboard.type('nyak, Sari')
    await mitra.keyboard.type(', Rani')
    await expect(field(customer, 'Tulis salam perpisahan')).toHaveValue('Terima kasih banyak, Sari')
    await expect(field(mitra, 'Tulis salam perpisahan')).toHaveValue('Jaga dirimu, Rani')
  })

  await test.step('both say goodbye; one that finds no way at first arrives once, over a reload', async () => {
    await customer.route('**/goodbye', (route) => route.abort())
    await customer.getByRole('button', { name: 'Kirim', exact: true }).click()
    await expect(customer.getByText('Mengirim salam perpisahan…')).toBeVisible()
    await customer.reload()
    await expect(customer.getByText('Mengirim salam perpisahan…')).toBeVisible()
    await customer.unroute('**/goodbye')
    await expect(bubble(mitra, 'Terima kasih banyak, Sari')).toHaveCount(1)
    await mitra.getByRole('button', { name: 'Kirim', exact: true }).click()
    await expect(customer.getByText('Sesi selesai', { exact: true })).toBeVisible()
    await expect(mitra.getByText('Chat selesai. Terima kasih sudah menemani.')).toBeVisible()
    await expect(bubble(customer, 'Jaga dirimu, Rani')).toHaveCount(1)
  })

  await test.step('it lies in the history of both', async () => {
    await customer.getByRole('button', { name: 'Kembali ke beranda' }).click()
    await customer.getByRole('button', { name: 'Riwayat' }).click()
    const row = customer.getByRole('listitem').filter({ hasText: 'Sari' })
    await expect(row).toHaveCount(2)
    await expect(row.first()).toContainText('Selesai')
    await mitra.getByRole('button', { name: 'Kembali ke beranda' }).last().click()
    await mitra.getByRole('link', { name: 'Riwayat' }).click()
    const past = mitra.getByRole('listitem').filter({ hasText: 'Rani' })
    await expect(past).toHaveCount(2)
    await expect(past.first()).toContainText('Selesai tepat waktu')
  })

  expect(await world.sql('SELECT status, ended_by FROM chat_sessions WHERE id = $1', [chatId])).toEqual([
    { status: 'completed', ended_by: 'timer' },
  ])
  await world.command('check')
})
