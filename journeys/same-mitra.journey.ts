import type { Page } from '@playwright/test'
import { hold, holdAnswer, requestCard, startButton, watchCountdown, watchFor } from './screens'
import { askAgain, finishChat, startChat } from './sessions'
import { expect, type Person, test, type World } from './world'

const waiting = 'Menunggu konfirmasi bestie...'
const nobodyFound = 'Maaf, kami tidak bisa menemukan bestie untuk sesimu. Tim kami akan menghubungimu segera.'

const popup = (page: Page) => page.getByRole('dialog', { name: 'Bestie sedang tidak online' })
const other = (page: Page) => popup(page).getByRole('button', { name: 'Chat dengan bestie lain', exact: true })
const overlay = (page: Page) => page.getByRole('heading', { name: waiting, exact: true })
const paidSession = (page: Page) => page.getByRole('region', { name: 'Sesi berbayarmu menunggu' })

/** From the history to the payment screen for the same bestie. */
async function choose(page: Page, name: string) {
  await page.getByRole('button', { name: 'Riwayat', exact: true }).click()
  await page
    .getByRole('listitem')
    .filter({ hasText: name })
    .first()
    .getByRole('button', { name: 'Curhat lagi', exact: true })
    .click()
  await expect(page.getByText(`Curhat lagi dengan ${name}`, { exact: true })).toBeVisible()
}
const pay = (page: Page) => page.getByRole('button', { name: 'Bayar', exact: true }).click()

async function talkAgain(page: Page, name: string) {
  await choose(page, name)
  await pay(page)
}

/** Two people who have talked before, and are `talking` again, each with the app open. */
async function acquainted(world: World, { talking }: { talking?: { sensitive: boolean } } = {}) {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  // The first chat uses up the free trial, so that the next ones are paid for.
  await finishChat(world, rani, sari)
  if (talking) await startChat(world, rani, sari, talking)
  return { rani, sari, page: await world.open(rani), mitra: await world.open(sari) }
}

const lastPayment = async (world: World, { id }: Person) => {
  const [payment] = await world.sql<{ id: string; status: string }>(
    'select id, status from payment_sessions where customer_id = $1 order by id desc limit 1',
    [id],
  )
  return payment as { id: string; status: string }
}
const chatsOf = (world: World, paymentId: string) =>
  world.sql('select request_type, status from chat_sessions where payment_session_id = $1 order by id', [paymentId])
const causes = async (world: World, paymentId: string) =>
  (
    await world.sql<{ cause_tag: string }>(
      'select cause_tag from pairing_failures where payment_session_id = $1 order by created_at, id',
      [paymentId],
    )
  ).map((row) => row.cause_tag)

test('[D1, D2, D3, D5, F2] from the history to the same bestie: a countdown from what the backend returned, also after a reload, and a chat on that payment', async ({
  world,
}) => {
  await world.set('returning_chat_confirmation_timeout_seconds', 70)
  const { rani, page, mitra } = await acquainted(world)
  await finishChat(world, rani, await world.mitra('Budi'))
  await page.getByRole('button', { name: 'Riwayat', exact: true }).click()
  await expect(page.getByRole('listitem')).toHaveCount(2)
  for (const row of await page.getByRole('listitem').all()) {
    const again = row.getByRole('button', { name: 'Curhat lagi', exact: true })
    await expect(again).toBeVisible()
    await expect(again, 'and it says with whom').toHaveAccessibleDescription(/^(Sari|Budi)$/)
    await expect(row.getByText('Sedang online')).toBeVisible()
  }
  await page.getByRole('button', { name: 'Kembali', exact: true }).click()

  const [customerSaw, mitraSaw] = [await watchCountdown(page), await watchCountdown(mitra)]
  await choose(page, 'Sari')
  const answer = page.waitForResponse('**/api/client/chats/returning')
  await pay(page)
  expect(await (await answer).json()).toMatchObject({ confirmation_timeout_seconds: 70 })
  await expect(overlay(page)).toBeVisible()
  await expect(page.getByText('Sari', { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Batalkan', exact: true })).toBeVisible()
  await expect(requestCard(mitra)).toContainText('Rani')
  await expect(requestCard(mitra).getByRole('button', { name: 'Terima', exact: true })).toBeVisible()
  await expect(requestCard(mitra).getByRole('button', { name: 'Tolak', exact: true })).toBeVisible()
  // 70 instead of the default 20, minus at most the time for delivery.
  for (const saw of [customerSaw, mitraSaw]) expect(String((await saw())[0])).toMatch(/^(6\d|70)$/)

  await page.reload()
  await expect(overlay(page)).toBeVisible()
  await expect(page.getByRole('timer')).toHaveAccessibleName(/^[2-6]\d detik lagi$/)

  await requestCard(mitra).getByRole('button', { name: 'Terima', exact: true }).click()
  await expect(page.getByText('Bestie Ditemukan', { exact: true })).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Tulis pesan' })).toBeVisible()
  const payment = await lastPayment(world, rani)
  expect(payment.status).toBe('consumed')
  expect(await chatsOf(world, payment.id)).toEqual([{ request_type: 'returning', status: 'active' }])
})

test('[D7, D13, F3, F4] ignored: the card ticks down and goes by itself, the customer is told, and "Kembali" leads home without a blast', async ({
  world,
}) => {
  await world.set('returning_chat_confirmation_timeout_seconds', 10)
  const { rani, page, mitra } = await acquainted(world)
  const frames: string[] = []
  // The news that it is over never arrives: the card goes by its own clock.
  await mitra.routeWebSocket(/\/socket\.io\//, (app) => {
    const server = app.connectToServer()
    server.onMessage((frame) => {
      frames.push(String(frame))
      if (!String(frame).includes('chat_request_closed')) app.send(frame)
    })
  })
  const sent: string[] = []
  mitra.on('request', (request) => sent.push(request.url()))
  await mitra.reload()
  await expect(mitra.getByText('Terhubung', { exact: true })).toBeVisible()
  const ticks = await watchCountdown(mitra)

  await talkAgain(page, 'Sari')
  await expect(requestCard(mitra)).toBeVisible()
  await expect(requestCard(mitra)).toHaveCount(0, { timeout: 30_000 })
  const seconds = await ticks()
  // A busy machine may skip a second; none is shown twice or late.
  expect(seconds).toEqual([...new Set(seconds)].toSorted((a, b) => b - a))
  expect(seconds.length).toBeGreaterThanOrEqual(8)
  expect(seconds[0]).toBeLessThanOrEqual(10)
  await expect
    .poll(() => frames.filter((frame) => frame.includes('chat_request_closed') && frame.includes('timeout')))
    .toHaveLength(1)
  expect(sent.filter((url) => url.includes('/decline'))).toEqual([])

  await expect(popup(page)).toBeVisible()
  await expect(other(page)).toHaveCount(0)
  // Sari, who is online, does not count as another mitra. The page
  // knows that after a reload too, and notices when there is another.
  await page.reload()
  await expect(popup(page)).toContainText('Sesimu tetap tersimpan')
  await expect(other(page)).toHaveCount(0)
  const budi = await world.mitra('Budi')
  await expect(other(page)).toBeVisible()
  await world.call(budi, 'POST', '/api/mitra/status/offline')
  await expect(other(page)).toHaveCount(0)
  await popup(page).getByRole('button', { name: 'Kembali', exact: true }).click()
  await expect(startButton(page)).toBeVisible()
  await expect(paidSession(page)).toBeVisible()
  const payment = await lastPayment(world, rani)
  expect(payment.status).toBe('confirmed')
  expect(await causes(world, payment.id)).toEqual(['targeted_mitra_timeout'])
  expect(await chatsOf(world, payment.id)).toEqual([{ request_type: 'returning', status: 'expired' }])

  // Home keeps the payment: the same bestie is asked once more, and accepts this time.
  await paidSession(page).getByRole('button', { name: 'Tanya Sari lagi' }).click()
  await expect(overlay(page)).toBeVisible()
  await requestCard(mitra).getByRole('button', { name: 'Terima', exact: true }).click()
  await expect(page.getByRole('textbox', { name: 'Tulis pesan' })).toBeVisible()
})

test('[D9, D11] declined: another bestie on the same payment, and nothing is charged again', async ({ world }) => {
  const { rani, page, mitra } = await acquainted(world)
  const budi = await world.open(await world.mitra('Budi'))
  await talkAgain(page, 'Sari')
  await requestCard(mitra).getByRole('button', { name: 'Tolak', exact: true }).click()
  await expect(popup(page)).toBeVisible()
  const charges = await world.sql('select from ledger_entries')
  await expect(requestCard(budi)).toHaveCount(0)
  await other(page).dblclick()
  await expect(page.getByRole('heading', { name: 'Mencari bestie' })).toBeVisible()
  await requestCard(budi).getByRole('button', { name: 'Terima', exact: true }).click()
  await expect(page.getByRole('textbox', { name: 'Tulis pesan' })).toBeVisible()
  const payment = await lastPayment(world, rani)
  expect(await chatsOf(world, payment.id)).toEqual([
    { request_type: 'returning', status: 'rejected' },
    { request_type: 'general', status: 'active' },
  ])
  expect(await world.sql('select from ledger_entries')).toHaveLength(charges.length)
})

test('[D14, D20] offline at the tap: the popup comes without an overlay; when the fallback fails too, the final screen', async ({
  world,
}) => {
  await world.set('pairing_blast_timeout_seconds', 4)
  const { rani, sari, page } = await acquainted(world)
  await world.mitra('Budi')
  await world.call(sari, 'POST', '/api/mitra/status/offline')
  const seen = await watchFor(page, waiting)
  await talkAgain(page, 'Sari')
  await expect(popup(page)).toBeVisible()
  expect(await seen()).toBe('never')
  const payment = await lastPayment(world, rani)
  expect(await causes(world, payment.id)).toEqual(['targeted_mitra_offline'])

  // A reload while the popup is open neither asks again nor loses it.
  await page.reload()
  await expect(popup(page)).toBeVisible()
  await other(page).click()
  await expect(page.getByText(nobodyFound, { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Kembali ke beranda', exact: true })).toBeVisible()
  expect(await causes(world, payment.id)).toEqual(['targeted_mitra_offline', 'no_mitra_available'])
})

test('[D16] a sensitive session, again and then with another: the flag goes along and the mitra sees the warning', async ({
  world,
}) => {
  const { rani, page, mitra } = await acquainted(world, { talking: { sensitive: true } })
  const budi = await world.open(await world.mitra('Budi'))
  await page.getByRole('button', { name: 'Kembali ke sesi' }).waitFor()
  await talkAgain(page, 'Sari')
  await expect(requestCard(mitra).getByText('Topik sensitif')).toBeVisible()
  await requestCard(mitra).getByRole('button', { name: 'Tolak', exact: true }).click()
  await other(page).click()
  await expect(requestCard(budi).getByText('Topik sensitif')).toBeVisible()
  await requestCard(budi).getByRole('button', { name: 'Terima', exact: true }).click()
  await expect(budi.getByRole('main').or(budi.getByRole('banner')).getByText('Topik sensitif')).toBeVisible()
  const payment = await lastPayment(world, rani)
  expect(
    await world.sql('select distinct topic_sensitivity from chat_sessions where payment_session_id = $1', [payment.id]),
  ).toEqual([{ topic_sensitivity: 'sensitive' }])
})

test('[D17, D18, D21] capacity counts other customers only: the own chat does not fill it, a free place is enough, a full mitra is not asked', async ({
  world,
}) => {
  await world.set('max_customers_per_mitra', 1)
  const { rani, sari, page, mitra } = await acquainted(world, { talking: { sensitive: false } })

  await test.step('[D17] full with this very customer: the request goes through', async () => {
    await talkAgain(page, 'Sari')
    await expect(overlay(page)).toBeVisible()
    await expect(requestCard(mitra)).toContainText('Rani')
    await page.getByRole('button', { name: 'Batalkan', exact: true }).click()
    await expect(startButton(page)).toBeVisible()
    await expect(requestCard(mitra)).toHaveCount(0)
    expect((await lastPayment(world, rani)).status).toBe('failed_pairing')
  })

  await test.step('[D21] in a chat with someone else and below capacity: they get the card and decide', async () => {
    await world.set('max_customers_per_mitra', 2)
    await startChat(world, await world.customer('Dimas'), sari)
    await world.sql(
      "update chat_sessions set status = 'completed', ended_by = 'timer', ended_at = now() where customer_id = $1 and status = 'active'",
      [rani.id],
    )
    await talkAgain(page, 'Sari')
    await expect(requestCard(mitra)).toContainText('Rani')
    await requestCard(mitra).getByRole('button', { name: 'Tolak', exact: true }).click()
    await popup(page).getByRole('button', { name: 'Kembali', exact: true }).click()
  })

  await test.step('[D18] full with others: refused at once, the popup, its row, and the payment stays', async () => {
    await world.set('max_customers_per_mitra', 1)
    const seen = await watchFor(page, waiting)
    await expect
      .poll(async () => (await world.sql("select value from app_config where key = 'max_customers_per_mitra'"))[0])
      .toEqual({ value: '1' })
    await talkAgain(page, 'Sari')
    await expect(popup(page)).toBeVisible()
    expect(await seen()).toBe('never')
    await expect(other(page)).toHaveCount(0)
    const payment = await lastPayment(world, rani)
    expect(payment.status).toBe('confirmed')
    expect(await causes(world, payment.id)).toEqual(['targeted_mitra_at_capacity'])
    await expect(requestCard(mitra)).toHaveCount(0)
  })
})

test('[J9] the mitra is offline and still in a chat: "Curhat lagi" of somebody else gets the popup, and its row', async ({
  world,
}) => {
  const { sari, mitra } = await acquainted(world)
  const dimas = await world.customer('Dimas')
  await finishChat(world, dimas, sari)
  const { chatId } = await startChat(world, await world.customer('Ayu'), sari)
  await mitra.goto(`${world.publicUrl}/mitra/chats/${chatId}`)
  await mitra.getByRole('switch', { name: 'Online' }).click()
  await expect(mitra.getByRole('switch', { name: 'Online' })).not.toBeChecked()

  const page = await world.open(dimas)
  await talkAgain(page, 'Sari')
  await expect(popup(page)).toBeVisible()
  const payment = await lastPayment(world, dimas)
  expect(payment.status).toBe('confirmed')
  expect(await causes(world, payment.id)).toEqual(['targeted_mitra_offline'])
  expect(await world.sql('select status from chat_sessions where id = $1', [chatId])).toEqual([{ status: 'active' }])

  // Given up at home, after a question.
  await popup(page).getByRole('button', { name: 'Kembali', exact: true }).click()
  await paidSession(page).getByRole('button', { name: 'Lepaskan sesi ini' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Ya, lepaskan' }).click()
  await expect(paidSession(page)).toHaveCount(0)
  expect(await causes(world, payment.id)).toEqual(['targeted_mitra_offline', 'customer_cancelled'])
})

test('asked once more, a bestie is not said to be away by what was read before', async ({ world }) => {
  const { rani, sari, page } = await acquainted(world)
  const { paymentId, chatId } = await askAgain(world, rani, sari)
  await world.call(sari, 'POST', `/api/mitra/requests/${chatId}/decline`)
  const seen = await watchFor(page, 'Bestie sedang tidak online')
  const asking = await hold(page, '**/api/client/chats/returning')
  const reading = await holdAnswer(page, `**/api/client/payments/${paymentId}`)
  await paidSession(page).getByRole('button', { name: 'Tanya Sari lagi' }).click()
  await Promise.all([asking.sent, reading.read])
  asking.letGo()
  await expect(overlay(page)).toBeVisible()
  const late = page.waitForResponse(`**/api/client/payments/${paymentId}`)
  reading.letGo()
  await (await late).finished()

  const request = await world.call(sari, 'GET', '/api/mitra/requests')
  const [card] = request.body.items as { chat_session_id: string }[]
  await world.call(sari, 'POST', `/api/mitra/requests/${card?.chat_session_id}/accept`)
  await expect(page.getByRole('textbox', { name: 'Tulis pesan' })).toBeVisible()
  expect(await seen()).toBe('never')
})

test.describe('with a gateway that has a page of its own', () => {
  test.use({ environment: { MOCK_GATEWAY: 'page' } })

  test('[D2] a payment that failed there is begun again for the same bestie; one that worked leads to the overlay', async ({
    world,
  }) => {
    const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
    await finishChat(world, rani, sari)
    const page = await world.open(rani)
    await talkAgain(page, 'Sari')
    await page.getByRole('button', { name: 'Gagalkan', exact: true }).click()
    await expect(page.getByText('Curhat lagi dengan Sari', { exact: true })).toBeVisible()
    await pay(page)
    await expect(page.getByRole('heading', { name: 'Pembayaran tiruan' })).toBeVisible()
    await pay(page)
    await expect(overlay(page)).toBeVisible()
    await expect(page.getByText('Sari', { exact: true })).toBeVisible()
  })
})

test('while it is not known yet whom to ask again, the screen shows that it is loading', async ({ world }) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const chatId = await finishChat(world, rani, sari)
  const page = await world.open(rani)
  const chat = await hold(page, `**/api/client/chats/${chatId}`)
  const priced = page.waitForResponse(/pricing/)
  await page.goto(`${world.publicUrl}/payment?again=${chatId}`)
  await chat.sent
  await (await priced).finished()
  await expect(page.getByRole('status', { name: 'Sedang memuat…' })).toBeVisible()
  chat.letGo()
  await expect(page.getByRole('button', { name: 'Bayar', exact: true })).toBeVisible()
  await expect(page.getByRole('status', { name: 'Sedang memuat…' })).toHaveCount(0)
})
