import type { Page } from '@playwright/test'
import { TOTP } from 'otpauth'
import { expectAccessible } from './accessible'
import { openControlCenter, row, visitControlCenter } from './control-center'
import { payFor, startChat } from './sessions'
import { expect, test } from './world'

// axe takes its time on each dialog.
test.describe.configure({ timeout: 300_000 })

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const inDialog = (page: Page) => page.getByRole('dialog')

async function signIn(page: Page, email: string, password: string) {
  await page.getByRole('textbox', { name: 'Email' }).fill(email)
  await page.getByRole('textbox', { name: 'Kata sandi' }).fill(password)
  await button(page, 'Masuk').click()
}

/** Runs a command that takes a reason, from the button to the closed dialog. */
async function withReason(page: Page, command: string, reason: string) {
  await button(page, command).click()
  await inDialog(page).getByRole('textbox', { name: 'Alasan' }).fill(reason)
  await expectAccessible(page, command)
  await inDialog(page).getByRole('button', { name: command }).click()
  await expect(inDialog(page)).toHaveCount(0)
}

test('[G13] a new colleague: a password for once, an own one, the required second factor, and from then on a code at each sign-in', async ({
  world,
}) => {
  const admin = await openControlCenter(world, await world.operator('admin'), '/operators')
  await button(admin, 'Tambah operator').click()
  await inDialog(admin).getByRole('textbox', { name: 'Email' }).fill('baru@journeys.test')
  await expectAccessible(admin, 'adding an operator')
  await inDialog(admin).getByRole('button', { name: 'Tambah operator' }).click()
  const told = admin.getByRole('alert').filter({ hasText: 'Kata sandi sementara untuk baru@journeys.test' })
  const once = (await told.locator('p').first().textContent()) ?? ''
  await button(admin, 'Tindakan untuk baru@journeys.test').click()
  await expect(admin.getByRole('menuitem').first()).toBeVisible()
  await expectAccessible(admin, 'a password for once, and a colleague’s menu')
  await admin.getByRole('menuitem', { name: 'Wajibkan autentikator', exact: true }).click()
  await expect(row(admin, 'baru@journeys.test')).toContainText('Wajib, belum terpasang')

  const page = await visitControlCenter(world, '/failed-pairings')
  await signIn(page, 'baru@journeys.test', once)
  // Nothing else opens before the duties are done, whatever address is asked for.
  await expect(page.getByText('Ganti kata sandi sementara Anda.')).toBeVisible()
  await expectAccessible(page, 'a password that must be changed')
  await page.getByRole('textbox', { name: 'Kata sandi sekarang' }).fill(once)
  await page.getByRole('textbox', { name: 'Kata sandi baru' }).fill('rumah-pohon-di-tepi-sungai')
  await button(page, 'Ganti kata sandi').click()
  await expect(page.getByText('Ganti kata sandi sementara Anda.')).toHaveCount(0)

  await button(page, 'Pasang autentikator').click()
  await inDialog(page).getByRole('textbox', { name: 'Kata sandi sekarang' }).fill('rumah-pohon-di-tepi-sungai')
  await expectAccessible(page, 'asking for the password again')
  await inDialog(page).getByRole('button', { name: 'Pasang autentikator' }).click()
  await expect(inDialog(page).getByRole('img', { name: 'Kode QR untuk aplikasi autentikator' })).toBeVisible()
  const secret = /kuncinya: ([A-Z2-7]+)/.exec((await inDialog(page).textContent()) ?? '')?.[1] ?? ''
  const totp = new TOTP({ secret })
  await inDialog(page).getByRole('textbox', { name: 'Kode 6 angka' }).fill('000000')
  await inDialog(page).getByRole('button', { name: 'Aktifkan' }).click()
  await expect(inDialog(page).getByText('Kodenya tidak cocok.')).toBeVisible()
  await expectAccessible(page, 'the QR code, and a code that was refused')
  const first = totp.generate()
  await inDialog(page).getByRole('textbox', { name: 'Kode 6 angka' }).fill(first)
  await inDialog(page).getByRole('button', { name: 'Aktifkan' }).click()
  // With the last duty done, the page that was asked for opens.
  await expect(page.getByRole('heading', { name: 'Failed Pairings' })).toBeVisible()
  await page.getByRole('link', { name: 'Akun saya' }).click()
  await expect(page.getByText('Terpasang. Setiap masuk meminta kode 6 angka.')).toBeVisible()
  await expect(button(page, 'Lepas autentikator')).toHaveCount(0)

  await button(page, 'Keluar').click()
  await signIn(page, 'baru@journeys.test', 'rumah-pohon-di-tepi-sungai')
  const code = page.getByRole('textbox', { name: 'Kode autentikator' })
  await expect(code).toBeVisible()
  await expectAccessible(page, 'sign-in asks for a code')
  // Against an onlooker: a code that was used cannot be used again.
  await code.fill(first)
  await button(page, 'Masuk').click()
  await expect(page.getByRole('alert')).toBeVisible()
  await code.fill(totp.generate({ timestamp: Date.now() + 30_000 }))
  await button(page, 'Masuk').click()
  await expect(page.getByRole('link', { name: 'Dashboard' })).toBeVisible()
})

test('[G13] a mitra is taken in, suspended and taken back; a customer is looked at, blocked and erased; each with its reason on record', async ({
  world,
}) => {
  const mawar = await world.customer('Mawar')
  const page = await openControlCenter(world, await world.operator('admin'), '/mitras')
  await button(page, 'Tambah mitra').click()
  await inDialog(page).getByRole('textbox', { name: 'Nama' }).fill('Tika')
  await inDialog(page).getByRole('textbox', { name: 'Nomor HP' }).fill('081277700001')
  await expectAccessible(page, 'taking in a mitra')
  await inDialog(page).getByRole('button', { name: 'Tambah mitra' }).click()
  await expect(page.getByRole('heading', { name: 'Tika' })).toBeVisible()
  const tika = { phone: '+6281277700001' }
  const code = async () => {
    await fetch(`${world.publicUrl}/api/auth/otp/request`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(tika),
    })
    const [sent] = await world.sql<{ code: string }>(
      'SELECT code FROM dev_outbox WHERE destination = $1 ORDER BY created_at DESC LIMIT 1',
      [tika.phone],
    )
    const answer = await fetch(`${world.publicUrl}/api/auth/otp/verify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...tika, code: sent?.code }),
    })
    return answer.status
  }
  expect(await code()).toBe(200)
  await withReason(page, 'Tangguhkan', 'Tidak hadir tiga kali')
  await expect(page.getByText(/^Ditangguhkan .*Tidak hadir tiga kali$/)).toBeVisible()
  expect(await code()).not.toBe(200)
  await withReason(page, 'Aktifkan kembali', 'Sudah bicara')
  await expect(button(page, 'Tangguhkan')).toBeVisible()
  expect(await code()).toBe(200)

  await page.getByRole('link', { name: 'Users' }).click()
  await page.getByRole('searchbox', { name: 'Cari customer' }).fill('Mawar')
  await page.getByRole('link', { name: 'Mawar' }).click()
  await expect(page.getByRole('heading', { name: 'Mawar' })).toBeVisible()
  await expect(page.getByText(mawar.contact)).toHaveCount(0)
  await withReason(page, 'Lihat kontak', 'Menelepon balik')
  await expect(page.getByText(mawar.contact)).toBeVisible()
  await withReason(page, 'Blokir', 'Ancaman')
  await expect(page.getByText(/^Diblokir .*Ancaman$/)).toBeVisible()
  const [tier] = await world.sql<{ id: string }>("SELECT id FROM pricing_tiers WHERE kind = 'chat' LIMIT 1")
  expect(await world.call(mawar, 'POST', '/api/client/payments', { tier_id: tier?.id })).toMatchObject({
    body: { code: 'account_blocked' },
  })
  await withReason(page, 'Hapus data', 'Permintaan sendiri')
  await expect(page.getByText('Dihapus').first()).toBeVisible()
  expect(await world.sql('SELECT phone, email FROM customers WHERE id = $1', [mawar.id])).toEqual([{ phone: null, email: null }])

  await page.getByRole('link', { name: 'Audit log' }).click()
  for (const reason of ['Tidak hadir tiga kali', 'Sudah bicara', 'Menelepon balik', 'Ancaman', 'Permintaan sendiri']) {
    await expect(row(page, reason)).toHaveCount(1)
  }
})

test('a customer with credit left is erased once the admin has read that it lapses, and how much', async ({ world }) => {
  const [mawar, admin] = [await world.customer('Mawar'), await world.operator('admin')]
  const paymentId = await payFor(world, mawar, 'chat', { is_free_trial: false })
  await world.call(mawar, 'POST', `/api/client/payments/${paymentId}/cancel-search`)
  const [failure] = await world.sql<{ id: string }>('SELECT id FROM pairing_failures WHERE payment_session_id = $1', [paymentId])
  await world.call(admin, 'POST', `/internal/failed-pairings/${failure?.id}/action`, { action: 'credited' })
  const page = await openControlCenter(world, admin, `/users/${mawar.id}`)
  await button(page, 'Hapus data').click()
  await expect(inDialog(page)).toContainText('Kreditnya sebesar Rp 25.000 ikut hangus')
  await inDialog(page).getByRole('textbox', { name: 'Alasan' }).fill('Permintaan sendiri, kredit direlakan')
  await inDialog(page).getByRole('button', { name: 'Hapus data' }).click()
  await expect(inDialog(page)).toHaveCount(0)
  await expect(page.getByText('Dihapus', { exact: true })).toBeVisible()
  expect(await world.sql('SELECT credit_balance FROM customers WHERE id = $1', [mawar.id])).toEqual([{ credit_balance: 0 }])
})

test('a conversation that is longer than one reading is read to its end, for the one reason, and each reading is on record', async ({
  world,
}) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId } = await startChat(world, rani, sari)
  await world.sql(
    `insert into messages (chat_session_id, seq, sender_role, client_message_id, body)
     select $1, n, 'customer', 'past-' || n, 'Pesan ' || n || '.' from generate_series(1, 1001) n`,
    [chatId],
  )
  await world.sql('update chat_sessions set last_seq = 1001 where id = $1', [chatId])
  const page = await openControlCenter(world, await world.operator('supervisor'), `/sessions/${chatId}`)
  await withReason(page, 'Baca percakapan', 'Keluhan tentang akhir sesinya')
  const conversation = page.getByRole('region', { name: 'Percakapan' })
  const readOn = button(page, 'Baca pesan berikutnya')
  for (const last of [500, 1000]) {
    await expect(conversation.getByRole('listitem')).toHaveCount(last)
    await readOn.click()
  }
  await expect(conversation.getByText('Pesan 1001.', { exact: true })).toBeVisible()
  await expect(conversation.getByRole('listitem')).toHaveCount(1001)
  await expect(readOn).toHaveCount(0)
  const lines = await world.sql("select after from audit_log where action = 'read_conversation' and subject = $1 order by id", [
    `chat_sessions/${chatId}`,
  ])
  expect(lines.map(({ after }) => after)).toEqual(
    [0, 500, 1000].map((after_seq) => ({ reason: 'Keluhan tentang akhir sesinya', after_seq })),
  )
})

test('a menu offers what one may do, and tells what was refused; a session is ended by one click or two', async ({ world }) => {
  const [admin, colleague, supervisor] = [
    await world.operator('admin'),
    await world.operator('operator'),
    await world.operator('supervisor'),
  ]
  const page = await openControlCenter(world, supervisor, '/operators')
  const menu = button(page, `Tindakan untuk ${colleague.contact}`)
  await expect(menu).toBeVisible()
  await expect(row(page, admin.contact)).toBeVisible()
  await expect(button(page, `Tindakan untuk ${admin.contact}`)).toHaveCount(0)
  await page.route('**/require-totp', (route) => route.abort())
  await menu.click()
  await page.getByRole('menuitem', { name: 'Wajibkan autentikator', exact: true }).click()
  await expect(page.getByRole('alert')).toHaveText('Server tidak menjawab. Periksa sambungan, lalu coba lagi.')

  await world.sql(
    `insert into access_tokens (token_hash, user_id, role, user_agent, expires_at)
     select sha256(token_hash), user_id, role, 'Lemari arsip', expires_at from access_tokens where user_id = $1`,
    [supervisor.id],
  )
  await page.getByRole('link', { name: 'Akun saya' }).click()
  // The answer to the second of two clicks: the first has already ended the sign-in.
  await page.route('**/internal/me/sessions/*', async (route) => {
    await route.fetch()
    await route.continue()
  })
  const answered = page.waitForResponse((response) => response.request().method() === 'DELETE')
  await row(page, 'Lemari arsip').getByRole('button').dblclick()
  expect((await answered).status()).toBe(404)
  await expect(row(page, 'Lemari arsip')).toHaveCount(0)
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('in the audit log a sign-in that matches no account is nobody’s, and a refund that failed is the system’s', async ({
  world,
}) => {
  const visitor = await visitControlCenter(world)
  await signIn(visitor, 'nobody@journeys.test', 'not the password')
  await expect(visitor.getByRole('alert')).toBeVisible()
  await world.sql("insert into audit_log (actor_role, action, subject) values ('system', 'refund_failed', 'pairing_failures/1')")
  const page = await openControlCenter(world, await world.operator(), '/audit')
  await expect(row(page, 'operators/unknown').getByRole('cell').nth(1)).toHaveText('—')
  await expect(row(page, 'pairing_failures/1').getByRole('cell').nth(1)).toHaveText('Sistem')
})

test('a rank that is raised or lowered shows in the page that is open, without a new sign-in', async ({ world }) => {
  const [mitra, admin, colleague] = [await world.mitra('Sari'), await world.operator('admin'), await world.operator('operator')]
  const page = await openControlCenter(world, colleague, `/mitras/${mitra.id}`)
  const become = (role: string) => world.call(admin, 'PATCH', `/internal/operators/${colleague.id}`, { role })
  await expect(page.getByRole('heading', { name: 'Sari' })).toBeVisible()
  await expect(button(page, 'Tangguhkan')).toHaveCount(0)
  await become('supervisor')
  await expect(button(page, 'Tangguhkan')).toBeVisible()
  await withReason(page, 'Tangguhkan', 'Tidak hadir')
  await expect(page.getByText(/^Ditangguhkan .*Tidak hadir$/)).toBeVisible()
  await become('operator')
  await expect(button(page, 'Aktifkan kembali')).toHaveCount(0)
  await expect(page.getByRole('link', { name: 'Operator', exact: true })).toHaveCount(0)
})

test('a dialog keeps what was written, and stays until it can tell how it ended', async ({ world }) => {
  const mitra = await world.mitra('Sari')
  const page = await openControlCenter(world, await world.operator('supervisor'), `/mitras/${mitra.id}`)
  const answer: { give?: () => void } = {}
  await page.route(/suspend$|mitras\/[^/]*$/, async (route) => {
    if (route.request().method() === 'GET') return await route.continue()
    await new Promise<void>((resolve) => {
      answer.give = resolve
    })
    await route.abort()
  })
  for (const [command, confirm, field] of [
    ['Tangguhkan', 'Tangguhkan', 'Alasan'],
    ['Ganti nama', 'Simpan', 'Nama'],
  ] as const) {
    await button(page, command).click()
    const written = inDialog(page).getByRole('textbox', { name: field })
    await written.fill('Sari Dewi')
    await page.mouse.click(20, 450)
    await expect(written).toHaveValue('Sari Dewi')
    await inDialog(page).getByRole('button', { name: confirm }).click()
    await expect.poll(() => answer.give).toBeDefined()
    await page.keyboard.press('Escape')
    await page.mouse.click(20, 450)
    await expect(inDialog(page).getByRole('button', { name: 'Batal' })).toBeDisabled()
    answer.give?.()
    await expect(inDialog(page).getByRole('alert')).toHaveText('Server tidak menjawab. Periksa sambungan, lalu coba lagi.')
    await expect(written).toHaveValue('Sari Dewi')
    await page.keyboard.press('Escape')
    await expect(inDialog(page)).toHaveCount(0)
    await expect(button(page, command)).toBeFocused()
    delete answer.give
  }

  // A colleague is quicker: a command must not turn into its opposite.
  await button(page, 'Tangguhkan').click()
  await inDialog(page).getByRole('textbox', { name: 'Alasan' }).fill('Tidak hadir')
  await world.call(await world.operator('admin'), 'POST', `/internal/mitras/${mitra.id}/suspend`, { reason: 'Ancaman' })
  await expect(page.getByText(/^Ditangguhkan .*Ancaman$/)).toBeVisible()
  await expect(inDialog(page).getByRole('button', { name: 'Tangguhkan' })).toBeVisible()
})
