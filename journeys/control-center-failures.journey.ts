import { openControlCenter, row, visitControlCenter } from './control-center'
import { hold } from './screens'
import { finishChat, payFor, startSearch } from './sessions'
import { expect, type Person, test, type World } from './world'

/** A paid search that this mitra declines. */
async function declined(world: World, customer: Person, mitra: Person) {
  await finishChat(world, customer, mitra)
  const { chatId } = await startSearch(world, customer)
  await world.call(mitra, 'POST', `/api/mitra/requests/${chatId}/decline`)
}

/** Rows of any age, inserted directly: pages and filters by day need them. */
const oldFailures = (world: World, customer: Person, cause: string, count: number, at: string) =>
  world.sql(
    `insert into pairing_failures (customer_id, cause_tag, amount, created_at)
     select $1, $2, 0, $4::timestamptz from generate_series(1, $3::integer)`,
    [customer.id, cause, count, at],
  )

test('[G6, G7, G8, G9, G12] the failures by cause and by day, fifty a page; the address keeps what was asked', async ({
  world,
}) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  await declined(world, rani, sari)
  await oldFailures(world, rani, 'customer_cancelled', 52, '2026-03-02T16:59:59Z')
  await oldFailures(world, rani, 'no_mitra_available', 1, '2026-03-02T17:00:00Z')
  const page = await openControlCenter(world, await world.operator('operator'))

  const menu = page.getByRole('navigation', { name: 'Menu utama' }).getByRole('link')
  await expect(menu.first()).toBeVisible()
  const places = await menu.allTextContents()
  expect(places.slice(places.indexOf('Sesi'), places.indexOf('Users') + 1)).toEqual(['Sesi', 'Failed Pairings', 'Users'])
  await page.getByRole('link', { name: 'Failed Pairings' }).click()
  await expect(row(page, 'all_mitras_rejected')).toHaveCount(1)
  await expect(page.getByRole('columnheader')).toHaveText([
    'Created',
    'Customer',
    'Targeted Mitra',
    'Cause',
    'Amount',
    'Operator Action',
    'Actioned By',
    'Actioned At',
  ])
  await expect(page.getByRole('columnheader', { name: 'Created', exact: true })).toHaveAttribute('aria-sort', 'descending')
  const cells = row(page, 'all_mitras_rejected').getByRole('cell')
  await expect(cells.nth(1)).toHaveText('Rani')
  await expect(cells.nth(2)).toHaveText('—')
  await expect(cells.nth(4)).toHaveText('Rp 25.000')

  const rows = page.locator('tbody').getByRole('row')
  const prev = page.getByRole('button', { name: 'Prev', exact: true })
  const next = page.getByRole('button', { name: 'Next', exact: true })
  await expect(rows).toHaveCount(50)
  await expect(page.getByText('1–50 dari 54')).toBeVisible()
  await expect(prev).toBeDisabled()
  await next.click()
  await expect(rows).toHaveCount(4)
  await expect(next).toBeDisabled()
  await expect(page).toHaveURL(/page=2$/)
  await page.reload()
  await expect(rows).toHaveCount(4)
  await prev.click()
  await expect(rows).toHaveCount(50)
  // The last row of the last page is decided elsewhere: the rows that still wait are on the page before.
  await page.getByLabel('Keputusan').selectOption('Belum diputuskan')
  await world.sql(`update pairing_failures set operator_action = 'no_action', actioned_at = now()
    where id in (select id from pairing_failures where cause_tag = 'customer_cancelled' order by created_at, id limit 3)`)
  await next.click()
  await expect(rows).toHaveCount(1)
  await world.sql(`update pairing_failures set operator_action = 'no_action', actioned_at = now()
    where id in (select id from pairing_failures where operator_action is null order by created_at, id limit 1)`)
  await expect(rows).toHaveCount(50)
  await expect(page.getByText('1–50 dari 50')).toBeVisible()
  await world.sql(`update pairing_failures set operator_action = null, actioned_at = null`)
  await page.getByLabel('Keputusan').selectOption('Semua')
  await expect(page.getByText('1–50 dari 54')).toBeVisible()

  await page.getByRole('button', { name: /^Cause/ }).click()
  await page.getByRole('checkbox', { name: 'Semua bestie menolak' }).check()
  await expect(rows).toHaveCount(1)
  await page.getByRole('checkbox', { name: 'no_mitra_available' }).check()
  await expect(rows).toHaveCount(2)
  await page.keyboard.press('Escape')
  // 17:00 UTC is already the next day in Jakarta.
  await page.getByLabel('Sampai tanggal').fill('2026-03-03')
  await expect(rows).toHaveCount(1)
  await expect(row(page, 'no_mitra_available')).toHaveCount(1)
  await page.getByLabel('Sampai tanggal').fill('2026-03-02')
  await expect(page.getByText('Tidak ada yang cocok')).toBeVisible()
  // Typed digit by digit: only the whole year is sent.
  const askedFrom = new Set<string>()
  page.on('request', (request) => {
    const from = new URL(request.url()).searchParams.get('from')
    if (from !== null) askedFrom.add(from)
  })
  await page.getByLabel('Dari tanggal').focus()
  await page.keyboard.type('03032')
  await expect(page.getByLabel('Dari tanggal')).toHaveValue('0002-03-03')
  await page.keyboard.type('026')
  await page.getByLabel('Sampai tanggal').fill('')
  await expect(rows).toHaveCount(2)
  expect([...askedFrom]).toEqual(['2026-03-03'])
  await page.reload()
  await expect(rows).toHaveCount(2)
  await expect(page.getByLabel('Dari tanggal')).toHaveValue('2026-03-03')
  await expect(page.getByRole('button', { name: 'Cause (2)' })).toBeVisible()
})

test('[G10, G11] decided once, with a confirmation and a note; whoever is second reads who was first; the focus stays in the table; a supervisor reopens', async ({
  world,
}) => {
  const sari = await world.mitra('Sari')
  const [rani, dimas, tono] = [await world.customer('Rani'), await world.customer('Dimas'), await world.customer('Tono')]
  for (const customer of [rani, dimas, tono]) await declined(world, customer, sari)
  const [operator, supervisor] = [await world.operator('operator'), await world.operator('supervisor')]
  const page = await openControlCenter(world, operator, '/failed-pairings')
  const other = await openControlCenter(world, supervisor, '/failed-pairings')
  const decide = async (who: string, action: string, note?: string) => {
    await page.getByRole('button', { name: `Tindakan untuk ${who}, Rp 25.000` }).click()
    await expect(page.getByRole('menuitem')).toHaveText(['Mark as refunded', 'Mark as credited', 'Mark as no-action'])
    await page.getByRole('menuitem', { name: action, exact: true }).click()
    if (note) await page.getByRole('dialog', { name: action }).getByRole('textbox').fill(note)
    await page.getByRole('dialog', { name: action }).getByRole('button', { name: 'Konfirmasi' }).dblclick()
  }
  const lastCell = (who: string) => row(page, who).getByRole('cell').last()

  await decide('Rani', 'Mark as refunded', '=Sudah ditelepon')
  await expect(row(page, 'Rani')).toContainText('Refunded')
  await expect(row(page, 'Rani')).toContainText(operator.contact)
  await expect(lastCell('Rani')).toHaveText('—')
  await expect(row(page, 'Rani')).toBeFocused()
  // The page updates by itself as the money moves.
  await expect(row(page, 'Rani')).toContainText('sudah diterima', { timeout: 30_000 })
  await expect(page.getByRole('button', { name: 'Buka kembali' })).toHaveCount(0)

  // Under this filter a decided row disappears: the one that took its place has the focus.
  await page.getByLabel('Keputusan').selectOption('Belum diputuskan')
  await decide('Dimas', 'Mark as credited')
  await expect(row(page, 'Dimas')).toHaveCount(0)
  await expect(row(page, 'Tono')).toBeFocused()
  await page.getByLabel('Keputusan').selectOption('Semua')
  await expect(lastCell('Dimas')).toHaveText('—')
  await expect(row(page, 'Dimas')).toContainText('Credited')

  // Both pages show Tono's row; the supervisor is quicker.
  await page.getByRole('button', { name: 'Tindakan untuk Tono, Rp 25.000' }).click()
  await page.getByRole('menuitem', { name: 'Mark as refunded' }).click()
  await other.getByRole('button', { name: 'Tindakan untuk Tono, Rp 25.000' }).click()
  await other.getByRole('menuitem', { name: 'Mark as no-action' }).click()
  await other.getByRole('button', { name: 'Konfirmasi' }).click()
  await expect(row(other, 'Tono')).toContainText('No action')
  const late = page.waitForResponse((response) => response.url().endsWith('/action'))
  await page.getByRole('button', { name: 'Konfirmasi' }).click()
  expect((await late).status()).toBe(409)
  await expect(page.getByRole('alert')).toHaveText(`${supervisor.contact} lebih dulu: No action. Barisnya sudah diperbarui.`)
  await page.getByRole('dialog').getByRole('button', { name: 'Tutup' }).last().click()
  await expect(lastCell('Tono')).toHaveText('—')
  // The menu that the dialog came from is gone with the decision.
  await expect(page.getByRole('heading', { name: 'Failed Pairings' })).toBeFocused()

  await row(other, 'Tono').getByRole('button', { name: 'Buka kembali' }).click()
  await other.getByRole('dialog').getByRole('textbox', { name: 'Alasan' }).fill('Salah orang')
  await other.getByRole('dialog').getByRole('button', { name: 'Buka kembali' }).click()
  await expect(row(other, 'Tono')).toContainText('Belum diputuskan')
  await expect(page.getByRole('button', { name: 'Tindakan untuk Tono, Rp 25.000' })).toBeVisible()

  const audited = await world.sql<{ action: string }>(
    `select action from audit_log where action like '%failed_pairing' order by created_at, id`,
  )
  expect(audited.map(({ action }) => action)).toEqual([
    'decide_failed_pairing',
    'decide_failed_pairing',
    'decide_failed_pairing',
    'reopen_failed_pairing',
  ])
})

test('[G7] a row says when it happened, whom the customer asked for, and, once it is decided, who decided it and when', async ({
  world,
}) => {
  const [rani, sari, operator] = [await world.customer('Rani'), await world.mitra('Sari'), await world.operator('operator')]
  await finishChat(world, rani, sari)
  await world.call(sari, 'POST', '/api/mitra/status/offline')
  const paymentId = await payFor(world, rani, 'chat', { targeted_mitra_id: sari.id })
  await world.call(rani, 'POST', '/api/client/chats/returning', { payment_session_id: paymentId })
  const page = await openControlCenter(world, operator, '/failed-pairings')
  const cells = row(page, 'targeted_mitra_offline').getByRole('cell')
  /** An instant of this failure, as the table writes it: the clock of Jakarta, whatever the browser's. */
  const moment = async (column: 'created_at' | 'actioned_at') => {
    const [found] = await world.sql<{ written: string }>(
      `select to_char(${column} at time zone 'Asia/Jakarta', 'HH24.MI.SS') as written from pairing_failures`,
    )
    return new RegExp(`^\\d{1,2} \\w+ \\d{4}${found?.written}$`)
  }
  const before = [await moment('created_at'), 'Rani', 'Sari', /^Bestie yang diminta offline/, 'Rp 25.000']
  await expect(cells).toHaveText([...before, 'Belum diputuskan', '', '', ''])

  await page.getByRole('button', { name: 'Tindakan untuk Rani, Rp 25.000' }).click()
  await page.getByRole('menuitem', { name: 'Mark as no-action' }).click()
  // The payment goes on: whether its money stays is for what comes of it to say.
  await expect(page.getByRole('dialog')).toContainText('Rp 25.000 milik Rani tidak dikembalikan lewat baris ini.')
  await page.getByRole('button', { name: 'Konfirmasi' }).click()
  await expect(cells.last()).toHaveText('—')
  await expect(cells).toHaveText([...before, 'No action', operator.contact, await moment('actioned_at'), '—'])
})

test('a decision is confirmed while an export is still on its way', async ({ world }) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  await declined(world, rani, sari)
  const page = await openControlCenter(world, await world.operator('operator'), '/failed-pairings')
  const exporting = await hold(page, '**/failed-pairings.csv*')
  await page.getByRole('button', { name: 'Ekspor CSV' }).click()
  await exporting.sent
  await page.getByRole('button', { name: 'Tindakan untuk Rani, Rp 25.000' }).click()
  await page.getByRole('menuitem', { name: 'Mark as credited' }).click()
  await page.getByRole('button', { name: 'Konfirmasi' }).click()
  await expect(row(page, 'Rani')).toContainText('Credited')
  const saved = page.waitForEvent('download')
  exporting.letGo()
  expect((await saved).suggestedFilename()).toBe('failed-pairings.csv')
})

test('a reason that is being written outlives its row', async ({ world }) => {
  const [rani, sari, admin] = [await world.customer('Rani'), await world.mitra('Sari'), await world.operator('admin')]
  await declined(world, rani, sari)
  const [failure] = await world.sql<{ id: string }>('select id from pairing_failures')
  const path = `/internal/failed-pairings/${failure?.id}`
  await world.call(admin, 'POST', `${path}/action`, { action: 'no_action' })
  const page = await openControlCenter(world, await world.operator('supervisor'), '/failed-pairings?is_actioned=true')
  await row(page, 'Rani').getByRole('button', { name: 'Buka kembali' }).click()
  const reason = page.getByRole('dialog').getByRole('textbox', { name: 'Alasan' })
  await reason.fill('Salah orang')
  await world.call(admin, 'POST', `${path}/reopen`, { reason: 'Lebih cepat' })
  await expect(page.locator('tbody').getByRole('row')).toHaveCount(0)
  await expect(reason).toHaveValue('Salah orang')
  await page.getByRole('dialog').getByRole('button', { name: 'Buka kembali' }).click()
  await expect(page.getByRole('dialog').getByRole('alert')).toHaveText('Belum ada keputusan yang bisa dibuka kembali.')
})

test('what is owed to an erased customer is not offered as credit', async ({ world }) => {
  const [rani, sari, admin] = [await world.customer('Rani'), await world.mitra('Sari'), await world.operator('admin')]
  await declined(world, rani, sari)
  const [failure] = await world.sql<{ id: string }>('select id from pairing_failures')
  const path = `/internal/failed-pairings/${failure?.id}`
  await world.call(admin, 'POST', `${path}/action`, { action: 'no_action' })
  const erased = await world.call(admin, 'POST', `/internal/customers/${rani.id}/erase`, { reason: 'Permintaan sendiri' })
  expect(erased.status).toBe(200)
  await world.call(admin, 'POST', `${path}/reopen`, { reason: 'Uangnya belum kembali' })
  const page = await openControlCenter(world, admin, '/failed-pairings')
  await page.getByRole('button', { name: 'Tindakan untuk Teman, Rp 25.000' }).click()
  await expect(page.getByRole('menuitem')).toHaveText(['Mark as refunded', 'Mark as no-action'])
  await page.getByRole('menuitem', { name: 'Mark as refunded' }).click()
  await expect(page.getByRole('dialog')).toContainText('bagian dari kredit tidak bisa dikembalikan lagi')
  await page.getByRole('button', { name: 'Konfirmasi' }).click()
  await expect(row(page, 'Teman')).toContainText('Refunded')
})

test('who would credit a blocked customer reads that the credit would lie idle', async ({ world }) => {
  const [rani, sari, supervisor] = [await world.customer('Rani'), await world.mitra('Sari'), await world.operator('supervisor')]
  await declined(world, rani, sari)
  const page = await openControlCenter(world, supervisor, '/failed-pairings')
  const openCredit = async () => {
    await page.getByRole('button', { name: 'Tindakan untuk Rani, Rp 25.000' }).click()
    await page.getByRole('menuitem', { name: 'Mark as credited' }).click()
    return page.getByRole('dialog')
  }
  await expect(await openCredit()).toContainText('Rp 25.000 menjadi saldo kredit Rani')
  await expect(page.getByRole('dialog')).not.toContainText('diblokir')
  await world.call(supervisor, 'POST', `/internal/customers/${rani.id}/block`, { reason: 'Kasar kepada bestie' })
  await page.reload()
  await expect(await openCredit()).toContainText('diblokir atau dibatasi: selama itu kreditnya tidak bisa dipakai')
})

test('a note that is being written outlives the end of the sign-in, for the operator who writes it and nobody else', async ({
  world,
}) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  await declined(world, rani, sari)
  const page = await visitControlCenter(world, '/failed-pairings?is_actioned=false')
  const signIn = (who: string) => page.getByRole('button', { name: `${who}@bestie.test` }).click()
  const writing = async () => {
    await page.getByRole('button', { name: 'Tindakan untuk Rani, Rp 25.000' }).click()
    await page.getByRole('menuitem', { name: 'Mark as no-action' }).click()
    return page.getByRole('dialog').getByRole('textbox', { name: 'Catatan' })
  }
  const isSignedOut = async () => {
    await world.sql('delete from access_tokens')
    await expect(page.getByText('Silakan masuk lagi')).toBeVisible()
  }
  await signIn('operator')
  await (await writing()).fill('Sudah ditelepon')
  await isSignedOut()
  await signIn('supervisor')
  await expect(await writing()).toHaveValue('')
  await isSignedOut()
  await signIn('operator')
  await expect(await writing()).toHaveValue('Sudah ditelepon')
  // What is cancelled is not kept.
  await page.getByRole('dialog').getByRole('button', { name: 'Batal' }).click()
  await expect(await writing()).toHaveValue('')
})

test('an address with a filter that there is none of says which, and leads back to all rows', async ({ world }) => {
  const [rani, operator] = [await world.customer('Rani'), await world.operator('operator')]
  await oldFailures(world, rani, 'customer_cancelled', 1, '2026-03-02T17:00:00Z')
  const page = await openControlCenter(world, operator, '/failed-pairings?cause_tags=nobody,customer_cancelled&from=kemarin')
  await expect(page.getByRole('alert')).toHaveText(/filter yang tidak kami kenal: (cause_tags, from|from, cause_tags)\./)
  await page.getByRole('button', { name: 'Hapus filter' }).last().click()
  await expect(row(page, 'Rani')).toHaveCount(1)
  await expect(page).toHaveURL(/failed-pairings$/)
})

test('a decision whose answer is lost is confirmed again, and nobody else is said to have been first', async ({ world }) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  await declined(world, rani, sari)
  const page = await openControlCenter(world, await world.operator('operator'), '/failed-pairings')
  await page.route(
    '**/action',
    async (route) => {
      await route.fetch()
      await route.abort()
    },
    { times: 1 },
  )
  await page.getByRole('button', { name: 'Tindakan untuk Rani, Rp 25.000' }).click()
  await page.getByRole('menuitem', { name: 'Mark as credited' }).click()
  await page.getByRole('button', { name: 'Konfirmasi' }).click()
  await expect(page.getByRole('alert')).toContainText('Server tidak menjawab')
  await page.getByRole('button', { name: 'Konfirmasi' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('status').filter({ hasText: 'Rani: Credited.' })).toBeVisible()
})
