import { bubble, hears, holdAnswer, noApp, search, write } from './screens'
import { payFor, startChat, startSearch } from './sessions'
import { expect, test } from './world'

test('whoever is about to pay on one device is told of the session that another of their devices paid for', async ({ world }) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  await search(await world.open(rani), 'Mulai')
  const other = await world.open(rani, { path: '/payment' })
  const goOn = other.getByRole('button', { name: 'Pakai sesi itu' })
  await goOn.click()
  await expect(other.getByText('Sedang mencari bestie')).toBeVisible()

  const request = await world.call(sari, 'GET', '/api/mitra/requests')
  const [asked] = request.body.items as { chat_session_id: string }[]
  await world.call(sari, 'POST', `/api/mitra/requests/${asked?.chat_session_id}/accept`)
  await other.goto(`${world.publicUrl}/payment`)
  await goOn.click()
  await expect(other.getByText('Sesi dengan Sari')).toBeVisible()
})

test('a session that waits on one device is a search there too, once another of their devices has begun it', async ({
  world,
}) => {
  const rani = await world.customer('Rani')
  const paymentId = await payFor(world, rani, 'chat', {})
  const page = await world.open(rani)
  await expect(page.getByText('Sesi berbayarmu menunggu')).toBeVisible()
  await world.call(rani, 'POST', '/api/client/chats/start', { payment_session_id: paymentId })
  await expect(page.getByText('Sedang mencari bestie')).toBeVisible()
  await expect(page.getByText('Sesi berbayarmu menunggu')).toHaveCount(0)
})

test('more time that one device asked for is asked and paid for on no other, and is no word of a chat that closes', async ({
  world,
}) => {
  await world.set('extension_timeout_seconds', 60)
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId } = await startChat(world, rani, sari)
  const path = `/chat/${chatId}`
  const [one, other] = [await world.open(rani, { path }), await world.open(rani, { path })]
  for (const page of [one, other]) await page.getByRole('button', { name: 'Tambah waktu', exact: true }).click()
  await expect(other.getByRole('button', { name: 'Minta tambahan waktu' })).toBeVisible()
  await one.getByRole('button', { name: 'Minta tambahan waktu' }).click()
  for (const page of [one, other]) await expect(page.getByRole('region', { name: 'Menunggu jawaban bestie' })).toBeVisible()
  expect(await world.sql('select id from payment_sessions where is_extension')).toHaveLength(1)

  const mitra = await world.open(sari, { path: `/mitra/chats/${chatId}` })
  await mitra.getByRole('button', { name: 'Setujui', exact: true }).click()
  const granted = (page: typeof one) => page.getByText('Bestiemu setuju. Waktumu sudah bertambah.')
  for (const page of [one, other]) await expect(granted(page)).toBeVisible()
  await world.call(rani, 'POST', `/api/client/chats/${chatId}/end`)
  for (const page of [one, other]) {
    await expect(page.getByRole('textbox', { name: 'Tulis salam perpisahan' })).toBeVisible()
    await expect(granted(page)).toHaveCount(0)
  }
})

test('a goodbye that one device said is written on no other', async ({ world }) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId } = await startChat(world, rani, sari)
  await world.call(rani, 'POST', `/api/client/chats/${chatId}/end`)
  const path = `/chat/${chatId}`
  const [one, other] = [await world.open(rani, { path }), await world.open(rani, { path })]
  const goodbye = other.getByRole('textbox', { name: 'Tulis salam perpisahan' })
  await goodbye.fill('Terima ka')
  await write(one, 'Sampai jumpa', 'Tulis salam perpisahan')
  await expect(bubble(other, 'Sampai jumpa')).toBeVisible()
  await expect(goodbye).toHaveCount(0)
  await expect(other.getByText('Salam perpisahanmu sudah terkirim.', { exact: false })).toBeVisible()
})

test('what happens while a screen reads for the first time is on it', async ({ world }) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId } = await startSearch(world, rani)
  const [page, mitra] = [await world.open(rani, { path: noApp }), await world.open(sari, { path: noApp })]
  const reading = [await holdAnswer(page, '**/api/client/chats/current'), await holdAnswer(mitra, '**/api/mitra/status')]
  const connected = [page, mitra].map((each) => hears(each, '40{'))
  const heard = [hears(page, 'pairing_matched'), hears(mitra, 'mitra_status')]
  await Promise.all([page.goto(world.publicUrl), mitra.goto(`${world.publicUrl}/mitra/`)])
  await Promise.all([...reading.map(({ read }) => read), ...connected])

  await world.call(sari, 'POST', `/api/mitra/requests/${chatId}/accept`)
  await world.call(sari, 'POST', '/api/mitra/status/offline')
  await Promise.all(heard)
  for (const { letGo } of reading) letGo()
  await expect(page.getByText('Sesi dengan Sari')).toBeVisible()
  await expect(mitra.getByText('Kamu offline')).toBeVisible()
})

test('a mitra who goes offline on another device sees it on this one too, also while their status is being read', async ({
  world,
}) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId } = await startSearch(world, rani)
  const page = await world.open(sari)
  const [isAsked, isSwitched] = [hears(page, 'chat_request_closed'), hears(page, 'mitra_status')]
  await page.reload()
  await expect(page.getByText('0 dari 3 customer')).toBeVisible()
  await expect(page.getByText('Terhubung', { exact: true })).toBeVisible()
  const reading = await holdAnswer(page, '**/api/mitra/status')
  await world.call(sari, 'POST', `/api/mitra/requests/${chatId}/accept`)
  await Promise.all([isAsked, reading.read])
  await world.call(sari, 'POST', '/api/mitra/status/offline')
  await isSwitched
  reading.letGo()
  await expect(page.getByText('1 dari 3 customer')).toBeVisible()
  await expect(page.getByText('Kamu offline')).toBeVisible()
})
