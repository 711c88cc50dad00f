import type { Page } from '@playwright/test'
import { bubble, write } from './screens'
import { endChat, payFor, runOutTheClock, startChat } from './sessions'
import { expect, test, type World } from './world'

/** Long enough to see that the mitra is asked, however busy the machine is, and short enough to wait for its end. */
const windowSeconds = 10
const windowEnds = { timeout: 30_000 }

const card = (page: Page) => page.getByRole('region', { name: 'Rani ingin menambah waktu' })
const waiting = (page: Page) => page.getByRole('region', { name: 'Menunggu jawaban bestie' })

/** A chat that both sides have open. */
async function chatting(world: World) {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId } = await startChat(world, rani, sari)
  const page = await world.open(rani, { path: `/chat/${chatId}` })
  const mitra = await world.open(sari, { path: `/mitra/chats/${chatId}` })
  await expect(mitra.getByRole('textbox', { name: 'Tulis pesan' })).toBeVisible()
  return { rani, sari, chatId, page, mitra }
}

/** Chooses 15 minutes and asks; a double tap asks once. */
async function askForMore(page: Page) {
  await page.getByRole('button', { name: 'Tambah waktu', exact: true }).click()
  await page.getByRole('radio', { name: '15 menit' }).check()
  await page.getByRole('button', { name: 'Minta tambahan waktu', exact: true }).dblclick()
  await expect(waiting(page)).toBeVisible()
}

/** The outcome of this chat's one extension, with its payment and its money. */
async function outcome(world: World, chatId: string) {
  const rows = await world.sql<Record<string, unknown>>(
    `select e.status, p.status as payment, p.charged_amount::integer as charged, f.cause_tag as cause
     from extensions e join payment_sessions p on p.id = e.payment_session_id
     left join pairing_failures f on f.payment_session_id = p.id
     where e.chat_session_id = $1`,
    [chatId],
  )
  expect(rows).toHaveLength(1)
  return rows[0]
}
const minutesOf = async (world: World, chatId: string) =>
  (
    await world.sql<{ minutes: number }>(
      'select round(extract(epoch from ends_at - started_at) / 60)::integer as minutes from chat_sessions where id = $1',
      [chatId],
    )
  )[0]?.minutes
const chargesOf = (world: World) =>
  world.sql(
    `select l.amount::integer from ledger_entries l join payment_sessions p on p.id = l.payment_session_id
     where p.is_extension and l.kind = 'charge' and l.account = 'sales'`,
  )

test('[E1, E3, E5, E13] chosen with time and price, asked, approved in time: more time, charged once', async ({ world }) => {
  await world.set('extension_timeout_seconds', 60)
  const { chatId, page, mitra } = await chatting(world)
  const before = (await minutesOf(world, chatId)) ?? 0
  await write(mitra, 'Pelan-pelan saja')

  await page.getByRole('button', { name: 'Tambah waktu', exact: true }).click()
  await expect(page.getByRole('radio')).toHaveCount(3)
  await expect(page.getByRole('group', { name: 'Mau menambah berapa lama?' })).toContainText('Rp 20.000')
  await expect(page.getByText('Gratis')).toHaveCount(0)
  await expect(page.getByText('Kamu hanya dikenai biaya kalau waktumu bertambah.')).toBeVisible()
  await page.getByRole('button', { name: 'Kembali', exact: true }).click()
  await askForMore(page)

  await expect(waiting(page)).toContainText('Tambah 15 menit, Rp 20.000')
  await expect(waiting(page).getByRole('timer')).toHaveAccessibleName(/^(4\d|5\d|60) detik lagi$/)
  await expect(bubble(page, 'Pelan-pelan saja')).toBeInViewport()
  await write(page, 'Masih bisa menulis')
  await expect(bubble(mitra, 'Masih bisa menulis')).toBeVisible()

  await page.reload()
  await expect(waiting(page)).toBeVisible()
  await expect(bubble(page, 'Masih bisa menulis')).toBeInViewport()

  await expect(card(mitra)).toContainText('Tidak menjawab dalam 60 detik = otomatis disetujui')
  await expect(card(mitra)).toContainText('15 menit')
  await expect(card(mitra)).toContainText('Rp 20.000')
  await card(mitra).getByRole('button', { name: 'Setujui', exact: true }).dblclick()
  await expect(card(mitra)).toHaveCount(0)
  await expect(page.getByText('Bestiemu setuju. Waktumu sudah bertambah.')).toBeVisible()
  await expect(waiting(page)).toHaveCount(0)
  expect(await minutesOf(world, chatId)).toBe(before + 15)
  await expect(page.getByRole('banner').getByRole('timer')).toHaveAccessibleName(/Sisa waktu (29|30):/)
  expect(await outcome(world, chatId)).toMatchObject({ status: 'approved', payment: 'consumed', charged: 20_000, cause: null })
  expect(await chargesOf(world)).toEqual([{ amount: -20_000 }])
})

test('[E1] more time is free for nobody, not even for a customer who still has the free trial', async ({ world }) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const paymentId = await payFor(world, rani, 'chat', { is_free_trial: false })
  const { body } = await world.call(rani, 'POST', '/api/client/chats/start', { payment_session_id: paymentId })
  await world.call(sari, 'POST', `/api/mitra/requests/${body.chat_session_id}/accept`)
  const isFree = async (kind: string) =>
    (await world.call(rani, 'GET', `/api/client/pricing?kind=${kind}`)).body.free_trial_eligible
  expect([await isFree('chat'), await isFree('extension')]).toEqual([true, false])

  const page = await world.open(rani, { path: `/chat/${body.chat_session_id}/more-time` })
  await expect(page.getByRole('radio')).toHaveCount(3)
  await expect(page.getByText('Gratis')).toHaveCount(0)
  await expect(page.getByText('Rp 20.000').first()).toBeVisible()
})

test('near the end more time is offered aloud; where the news of the answer is lost, it is read once the window is over', async ({
  world,
}) => {
  await world.set('extension_timeout_seconds', windowSeconds)
  const { chatId, page, mitra } = await chatting(world)
  await page.routeWebSocket(/\/socket\.io\//, (app) => {
    const server = app.connectToServer()
    server.onMessage((frame) => {
      if (!String(frame).includes('extension_resolved')) app.send(frame)
    })
  })
  await world.sql(`update chat_sessions set ends_at = now() + interval '2 minutes' where id = $1`, [chatId])
  await page.reload()
  await expect(page.getByRole('status').filter({ hasText: 'Sesi hampir selesai.' })).toBeVisible()
  await askForMore(page)
  await card(mitra).getByRole('button', { name: 'Setujui', exact: true }).click()
  await expect(card(mitra)).toHaveCount(0)
  await expect(waiting(page)).toBeVisible()
  await expect(page.getByText('Bestiemu setuju. Waktumu sudah bertambah.')).toBeVisible(windowEnds)
})

test('[E6] declined in time, from another screen: no extension, no charge, its row', async ({ world }) => {
  await world.set('extension_timeout_seconds', 60)
  const { rani, chatId, page, mitra } = await chatting(world)
  const before = await minutesOf(world, chatId)
  await mitra.getByRole('button', { name: 'Kembali ke beranda' }).click()
  await expect(mitra.getByRole('heading', { name: 'Beranda' })).toBeVisible()
  await askForMore(page)
  await card(mitra).getByRole('button', { name: 'Tolak', exact: true }).dblclick()
  await expect(page.getByText('Bestiemu belum bisa menambah waktu kali ini. Kamu tidak perlu membayarnya.')).toBeVisible()
  await expect(card(mitra)).toHaveCount(0)
  expect(await minutesOf(world, chatId)).toBe(before)
  expect(await outcome(world, chatId)).toMatchObject({
    status: 'rejected',
    payment: 'failed_pairing',
    charged: 0,
    cause: 'extension_rejected',
  })
  expect(await chargesOf(world)).toEqual([])

  // The chat goes on, and may be extended once more.
  await page.getByRole('button', { name: 'Oke', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Tambah waktu', exact: true })).toBeVisible()

  // Another extension is paid, and the chat ends before anybody was asked: the customer releases the hold by hand.
  const held = await payFor(world, rani, 'extension', { is_extension: true, chat_session_id: chatId })
  await world.call(rani, 'POST', `/api/client/chats/${chatId}/end`)
  await page.goto(`${world.publicUrl}/payments`)
  await expect(page.getByText('Tidak jadi diambil, kamu tidak dikenai biaya.')).toHaveCount(1)
  await page.getByRole('button', { name: 'Lepaskan sekarang' }).dblclick()
  await expect(page.getByText('Tidak jadi diambil, kamu tidak dikenai biaya.')).toHaveCount(2)
  await expect(page.getByRole('button', { name: 'Lepaskan sekarang' })).toHaveCount(0)
  expect(await world.sql('select status from payment_sessions where id = $1', [held])).toEqual([{ status: 'failed_pairing' }])
  expect(await chargesOf(world)).toEqual([])
})

test('a chat that is over keeps no word about more time', async ({ world }) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId } = await startChat(world, rani, sari)
  const page = await world.open(rani, { path: `/chat/${chatId}` })
  await page.getByRole('button', { name: 'Tambah waktu', exact: true }).click()
  await page.getByRole('button', { name: 'Minta tambahan waktu', exact: true }).click()
  const mitra = await world.open(sari, { path: `/mitra/chats/${chatId}` })
  await mitra.getByRole('button', { name: 'Tolak', exact: true }).click()
  const refused = page.getByText('Bestiemu belum bisa menambah waktu kali ini.', { exact: false })
  await expect(refused).toBeVisible()
  await endChat(world, chatId, rani, sari)
  await expect(page.getByText('Sesi selesai', { exact: true })).toBeVisible()
  await expect(refused).toHaveCount(0)
})

test('[E7] ignored by a mitra who is online and connected: approved by itself and charged', async ({ world }) => {
  await world.set('extension_timeout_seconds', windowSeconds)
  const { chatId, page, mitra } = await chatting(world)
  const before = (await minutesOf(world, chatId)) ?? 0
  await askForMore(page)
  await expect(card(mitra)).toContainText(`Tidak menjawab dalam ${windowSeconds} detik = otomatis disetujui`)
  await expect(page.getByText('Waktumu sudah bertambah. Silakan lanjut bercerita.')).toBeVisible(windowEnds)
  await expect(card(mitra)).toHaveCount(0)
  expect(await minutesOf(world, chatId)).toBe(before + 15)
  expect(await outcome(world, chatId)).toMatchObject({ status: 'auto_approved', payment: 'consumed', charged: 20_000 })
})

/** The customer is told, nothing is charged, and operators find the failure. */
async function expectSafeguard(world: World, chatId: string, page: Page) {
  await expect(page.getByText(/^Bestiemu sedang tidak terhubung, .* Kamu tidak perlu membayarnya\.$/)).toBeVisible(windowEnds)
  expect(await outcome(world, chatId)).toMatchObject({
    status: 'safeguard_tripped',
    payment: 'failed_pairing',
    charged: 0,
    cause: 'extension_safeguard_tripped',
  })
  expect(await chargesOf(world)).toEqual([])
  await expect(page.getByRole('textbox', { name: 'Tulis pesan' })).toBeVisible()
}

test('[E8] the mitra goes offline inside the window: rejected at its end, not charged', async ({ world }) => {
  await world.set('extension_timeout_seconds', windowSeconds)
  const { chatId, page, mitra } = await chatting(world)
  await askForMore(page)
  await expect(card(mitra)).toBeVisible()
  await mitra.getByRole('switch', { name: 'Online' }).click()
  await expect(mitra.getByRole('switch', { name: 'Online' })).not.toBeChecked()
  await expect(waiting(page)).toBeVisible()
  await expectSafeguard(world, chatId, page)
  await expect(card(mitra)).toHaveCount(0)
})

test('[E9] the app of the mitra is killed inside the window: the safeguard trips and nothing is charged, though they are online', async ({
  world,
}) => {
  await world.set('extension_timeout_seconds', windowSeconds)
  const { sari, chatId, page, mitra } = await chatting(world)
  await askForMore(page)
  await expect(card(mitra)).toBeVisible()
  await mitra.context().close()
  await expectSafeguard(world, chatId, page)
  expect(await world.sql('select is_online from mitras where id = $1', [sari.id])).toEqual([{ is_online: true }])
})

test('[J8] asked while the mitra is offline: the question goes out, and its end trips the safeguard', async ({ world }) => {
  await world.set('extension_timeout_seconds', windowSeconds)
  const { chatId, page, mitra } = await chatting(world)
  await mitra.getByRole('switch', { name: 'Online' }).click()
  await expect(mitra.getByRole('switch', { name: 'Online' })).not.toBeChecked()
  await askForMore(page)
  await expect(card(mitra)).toBeVisible()
  await expectSafeguard(world, chatId, page)
})

test('[E11] approved at the very moment the timer fires: one outcome, and nothing that closes the chat', async ({ world }) => {
  await world.set('extension_timeout_seconds', windowSeconds)
  const { chatId, page, mitra } = await chatting(world)
  const frames: string[] = []
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => frames.push(String(payload))))
  await page.reload()
  // The chat's time is up before the answer comes; without an open extension it would close now.
  await askForMore(page)
  await runOutTheClock(world, chatId)
  const [{ left } = { left: 0 }] = await world.sql<{ left: number }>(
    'select extract(epoch from deadline_at - clock_timestamp())::float as left from extensions where chat_session_id = $1',
    [chatId],
  )
  // Tapped by the page's own clock, as near to the deadline as a finger can get.
  await card(mitra)
    .getByRole('button', { name: 'Setujui', exact: true })
    .evaluate(
      (button, ms) => new Promise((tapped) => setTimeout(() => tapped((button as HTMLElement).click()), ms)),
      left * 1_000 - 25,
      windowEnds,
    )
  await expect(page.getByText(/Waktumu sudah bertambah/)).toBeVisible(windowEnds)
  await expect(card(mitra)).toHaveCount(0)
  const now = await outcome(world, chatId)
  expect(['approved', 'auto_approved']).toContain(now?.status)
  expect(now).toMatchObject({ payment: 'consumed', charged: 20_000, cause: null })
  expect(await chargesOf(world)).toEqual([{ amount: -20_000 }])
  expect(frames.filter((frame) => frame.includes('extension_resolved'))).toHaveLength(1)
  expect(frames.filter((frame) => frame.includes('session_closing'))).toEqual([])
  expect(await world.sql('select status from chat_sessions where id = $1', [chatId])).toEqual([{ status: 'active' }])
})

test('[E12] the time of the chat runs out while it is decided: it stays open until the answer, and then closes', async ({
  world,
}) => {
  await world.set('extension_timeout_seconds', 30)
  const { chatId, page, mitra } = await chatting(world)
  await askForMore(page)
  await runOutTheClock(world, chatId)
  await page.reload()
  await expect(page.getByRole('banner').getByRole('timer')).toHaveAccessibleName('Sisa waktu 0:00')
  await write(page, 'Boleh sebentar lagi?')
  await expect(bubble(mitra, 'Boleh sebentar lagi?')).toBeVisible()
  await card(mitra).getByRole('button', { name: 'Tolak', exact: true }).click()
  await expect(page.getByText(/Kamu tidak perlu membayarnya/)).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Tulis salam perpisahan' })).toBeVisible()
})
