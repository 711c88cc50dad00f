import type { Locator, Page } from '@playwright/test'
import { expectAccessible } from './accessible'
import { openControlCenter, row, settingRow, visitControlCenter } from './control-center'
import { finishChat, startSearch } from './sessions'
import { expect, test, type World } from './world'

// The tests walk through every page, and axe takes its time on each.
test.describe.configure({ timeout: 300_000 })

/** Presses a key again and again until `target` has the focus. */
async function pressUntilFocused(page: Page, key: string, target: Locator) {
  const arrive = async () => {
    const isThere = await target.evaluate((element) => element === document.activeElement)
    if (!isThere) await page.keyboard.press(key)
    return isThere
  }
  await expect.poll(arrive, { intervals: [50] }).toBe(true)
}

test('[G13] whoever works by keyboard is never left without the focus: not by a failed command, a row’s action, the last page, a download or a saved setting', async ({
  world,
}) => {
  const rani = await world.customer('Rani')
  await world.sql(
    "insert into pairing_failures (customer_id, cause_tag, amount) select $1, 'no_mitra_available', 0 from generate_series(1, 51)",
    [rani.id],
  )
  const supervisor = await world.operator('supervisor')
  const page = await openControlCenter(world, supervisor, '/failed-pairings')
  const press = (target: Locator) => target.press('Enter')
  const [next, prev] = [page.getByRole('button', { name: 'Next' }), page.getByRole('button', { name: 'Prev' })]
  await press(next)
  await expect(prev).toBeFocused()
  await press(prev)
  await expect(next).toBeFocused()
  const download = page.waitForEvent('download')
  await press(page.getByRole('button', { name: 'Ekspor CSV' }))
  await download
  await expect(page.getByRole('button', { name: 'Ekspor CSV' })).toBeFocused()

  const first = row(page, 'Rani').first()
  await press(first.getByRole('button', { name: /Tindakan untuk Rani/ }))
  await press(page.getByRole('menuitem', { name: 'Mark as no-action' }))
  await page.route('**/action', (route) => route.abort(), { times: 1 })
  await press(page.getByRole('button', { name: 'Konfirmasi' }))
  await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Konfirmasi' })).toBeFocused()
  await press(page.getByRole('button', { name: 'Konfirmasi' }))
  await expect(first).toBeFocused()
  await press(first.getByRole('button', { name: 'Buka kembali' }))
  await page.getByRole('dialog').getByRole('textbox').fill('Keliru')
  await press(page.getByRole('dialog').getByRole('button', { name: 'Buka kembali' }))
  await expect(first).toContainText('Belum diputuskan')
  await expect(first).toBeFocused()

  await page.goto(`${world.internalUrl}/settings`)
  const seconds = page.getByRole('spinbutton', { name: 'Batas Waktu Blast Pairing' })
  await seconds.fill('50')
  await press(settingRow(page, 'Batas Waktu Blast Pairing').getByRole('button', { name: 'Simpan', exact: true }))
  await expect(seconds).toBeFocused()
  await seconds.fill('51')
  await press(settingRow(page, 'Batas Waktu Blast Pairing').getByRole('button', { name: 'Batal', exact: true }))
  await expect(seconds).toBeFocused()
})

test('[G13] signing in and deciding a failure by keyboard alone; every input has its label', async ({ world }) => {
  const { page: other } = await failed(world)
  await other.context().close()

  // An operator who follows a link signs in and lands where the link leads.
  const page = await visitControlCenter(world, '/failed-pairings?cause_tags=all_mitras_rejected')
  await expect(page.getByRole('textbox', { name: 'Email', exact: true })).toBeVisible()
  await expect(page.getByLabel('Kata sandi', { exact: true })).toBeVisible()
  await expectAccessible(page, 'sign-in')
  await page.getByRole('textbox', { name: 'Email', exact: true }).focus()
  await page.keyboard.type('supervisor@bestie.test')
  await page.keyboard.press('Tab')
  await page.keyboard.type('not the password')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toHaveText('Email atau kata sandinya tidak cocok.')
  await page.getByLabel('Kata sandi', { exact: true }).focus()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type('bestie-demo-2026')
  await page.keyboard.press('Enter')

  await expect(row(page, 'Rani')).toHaveCount(1)
  await expect(page).toHaveURL(/cause_tags=all_mitras_rejected$/)
  await expect(page.getByRole('heading', { name: 'Failed Pairings' })).toBeFocused()
  const menu = page.getByRole('button', { name: /Tindakan untuk Rani/ })
  await pressUntilFocused(page, 'Tab', menu)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Mark as refunded' })).toBeFocused()
  await expectAccessible(page, 'the decisions that are possible')
  await pressUntilFocused(page, 'ArrowDown', page.getByRole('menuitem', { name: 'Mark as no-action' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Mark as no-action' }).getByRole('textbox')).toBeFocused()
  await expectAccessible(page, 'deciding')
  // Cancelling returns the focus to where it was.
  await page.keyboard.press('Escape')
  await expect(menu).toBeFocused()
  await page.keyboard.press('Enter')
  await pressUntilFocused(page, 'ArrowDown', page.getByRole('menuitem', { name: 'Mark as no-action' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Mark as no-action' }).getByRole('textbox')).toBeFocused()
  await page.keyboard.type('Customer sudah dihubungi')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(row(page, 'Rani')).toContainText('No action')
  await expect(row(page, 'Rani')).toContainText('Customer sudah dihubungi')
  await expect(row(page, 'Rani')).toBeFocused()
})

/** A failure, and an operator about to open it. */
async function failed(world: World) {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  await finishChat(world, rani, sari)
  const { chatId, paymentId } = await startSearch(world, rani)
  await world.call(sari, 'POST', `/api/mitra/requests/${chatId}/decline`)
  return {
    rani,
    sari,
    chatId,
    paymentId,
    page: await openControlCenter(world, await world.operator('admin'), '/failed-pairings'),
  }
}

/** Opens each of these addresses, waits for what it shows, and has axe check it. */
async function expectAllAccessible(world: World, page: Page, places: readonly (readonly [path: string, shown: string])[]) {
  for (const [path, shown] of places) {
    await page.goto(world.internalUrl + path)
    await expect(page.getByRole('main').getByText(shown).locator('visible=true').first()).toBeVisible()
    await expectAccessible(page, path)
  }
}

test('[G13] axe finds nothing serious on what operators work with: failures, payments, sessions, mitra', async ({ world }) => {
  const { sari, chatId, paymentId, page } = await failed(world)
  await expect(row(page, 'Rani')).toHaveCount(1)
  await page.getByRole('button', { name: /^Cause/ }).click()
  await expect(page.getByRole('checkbox').first()).toBeVisible()
  await expectAccessible(page, 'failed pairings, with the filter by cause')
  await page.keyboard.press('Escape')
  await row(page, 'Rani').hover()
  await expectAccessible(page, 'failed pairings, with the mouse over a row')
  await expectAllAccessible(world, page, [
    ['/', 'Per hari'],
    ['/payments', 'Rani'],
    [`/payments/${paymentId}`, 'Gateway mengambil Rp 25.000.'],
    ['/sessions', 'Ditolak'],
    [`/sessions/${chatId}`, 'Pencarian berakhir: Ditolak (oleh mitra).'],
    ['/mitras', 'Sari'],
    [`/mitras/${sari.id}`, 'Semua sesinya'],
  ])
})

test('[G13] axe finds nothing serious on users, settings, the audit log, colleagues and one’s own account', async ({ world }) => {
  const { rani, page } = await failed(world)
  await expectAllAccessible(world, page, [
    ['/users', 'Rani'],
    [`/users/${rani.id}`, 'Semua sesinya'],
    ['/settings', 'Batas Waktu Blast Pairing'],
    ['/audit', 'Siapa melakukan apa'],
    ['/operators', 'supervisor@bestie.test'],
    ['/account', 'Perangkat ini'],
    ['/nowhere', 'Halaman ini tidak ada'],
  ])
  await page.getByRole('searchbox', { name: 'Cari pembayaran' }).fill('Rani')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Itu bukan ID atau referensi pembayaran.')).toBeVisible()
  await expectAccessible(page, 'an input that was refused')
})
