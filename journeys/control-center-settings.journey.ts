import { openControlCenter, row, setNumber, settingRow } from './control-center'
import { holdAnswer, watchCountdown } from './screens'
import { askForMoreTime, finishChat, startChat } from './sessions'
import { expect, test } from './world'

test('[G1, G2, G3, G4, G4b, G14] every setting has its row and a label of its own; a save is a PATCH of that key; the server says what it refuses', async ({
  world,
}) => {
  const supervisor = await world.operator('supervisor')
  const page = await openControlCenter(world, supervisor, '/settings')
  const number = (label: string) => page.getByRole('spinbutton', { name: label, exact: true })
  const form = (label: string) => settingRow(page, label)
  for (const [label, value, unit] of [
    ['Batas Waktu Blast Pairing', '60', 'detik'],
    ['Batas Waktu Sesi Pembayaran', '20', 'menit'],
    ['Batas Waktu Konfirmasi Chat Lanjutan', '20', 'detik'],
    ['Batas Waktu Persetujuan Extension', '10', 'detik'],
    ['Maksimum Customer per Bestie', '3', 'customer'],
  ] as const) {
    await expect(number(label)).toHaveValue(value)
    await expect(form(label)).toContainText(`Default: ${value} ${unit}`)
    await expect(form(label)).toContainText('Belum pernah diubah.')
    await expect(page.getByLabel(label)).toHaveCount(1)
    await expect(form(label).getByRole('button', { name: 'Simpan', exact: true })).toHaveAccessibleDescription(label)
  }
  await expect(number('Batas Waktu Konfirmasi Chat Lanjutan')).toHaveAccessibleDescription(/Curhat lagi.*boleh menjawab/)
  const action = page.getByRole('radiogroup', { name: 'Aksi Default Jika Bestie Tidak Menjawab Extension' })
  await expect(action.getByRole('radio', { name: 'Auto-approve', exact: true })).toBeChecked()
  await expect(action.getByRole('radio', { name: 'Auto-reject', exact: true })).not.toBeChecked()
  await expect(page.getByLabel('Aksi Default Jika Bestie Tidak Menjawab Extension')).toHaveCount(1)

  const saved = page.waitForRequest((request) => request.method() === 'PATCH')
  await setNumber(page, 'Batas Waktu Blast Pairing', 45)
  expect((await saved).url()).toBe(`${world.internalUrl}/internal/config`)
  expect((await saved).postDataJSON()).toEqual({ pairing_blast_timeout_seconds: '45' })
  await expect(form('Batas Waktu Blast Pairing')).toContainText(supervisor.contact)
  await expect(form('Batas Waktu Blast Pairing')).toContainText('dari 60 ke 45')

  // The wheel over a focused number scrolls the page and changes nothing.
  await number('Maksimum Customer per Bestie').click()
  await page.mouse.wheel(0, 100)
  await expect(number('Maksimum Customer per Bestie')).not.toBeFocused()
  await expect(number('Maksimum Customer per Bestie')).toHaveValue('3')

  await number('Maksimum Customer per Bestie').fill('0')
  await form('Maksimum Customer per Bestie').getByRole('button', { name: 'Simpan', exact: true }).click()
  await expect(number('Maksimum Customer per Bestie')).toHaveAccessibleDescription(/Harus bilangan bulat dari 1 sampai 100/)
  expect(
    await world.sql(
      `select value from app_config where key in ('max_customers_per_mitra', 'pairing_blast_timeout_seconds') order by key`,
    ),
  ).toEqual([{ value: '3' }, { value: '45' }])

  // Any request that a page of this origin sends arrives, and its answer can be read.
  const answers = await page.evaluate(async () => {
    const { token } = JSON.parse(localStorage.getItem('bestie.control-center.session') ?? '{}') as { token: string }
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const ask = async (method: string, path: string, body?: string) => {
      const response = await fetch(path, { method, headers, ...(body === undefined ? {} : { body }) })
      return { status: response.status, body: (await response.json()) as { code?: string; items?: { id: string }[] } }
    }
    const unknown = '00000000-0000-7000-8000-000000000000'
    return {
      patched: (await ask('PATCH', '/internal/config', '{"goodbye_window_seconds":30}')).status,
      put: (await ask('PUT', '/internal/config', '{}')).body.code,
      deleted: (await ask('DELETE', `/internal/me/sessions/${unknown}`)).body.code,
    }
  })
  expect(answers).toEqual({ patched: 200, put: 'not_found', deleted: 'not_found' })
  await expect(number('Waktu Salam Perpisahan')).toHaveValue('30')
})

test('a setting that was saved is shown as saved, whatever was being read meanwhile', async ({ world }) => {
  const page = await openControlCenter(world, await world.operator('supervisor'), '/settings')
  const label = 'Maksimum Customer per Bestie'
  await expect(settingRow(page, label)).toContainText('Belum pernah diubah.')
  const reading = await holdAnswer(page, '**/internal/config')
  await reading.read
  await setNumber(page, label, 5)
  await expect(settingRow(page, label)).toContainText('dari 3 ke 5')
  const shown = await settingRow(page, label).evaluateHandle((row) => {
    const texts = [row.textContent]
    new MutationObserver(() => texts.push(row.textContent)).observe(row, { childList: true, subtree: true, characterData: true })
    return texts
  })
  const late = page.waitForResponse('**/internal/config')
  reading.letGo()
  await (await late).finished()
  // Until the next reading an older answer would stay.
  await (await page.waitForResponse('**/internal/config')).finished()
  for (const text of await shown.jsonValue()) expect(text).toContain('dari 3 ke 5')
})

test('a page that is longer than the window has one colour down to its end, in light and in dark', async ({ world }) => {
  const page = await openControlCenter(world, await world.operator(), '/settings')
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: 'attached' })
    const [html, body] = await page.evaluate(() =>
      [document.documentElement, document.body].map((element) => getComputedStyle(element).backgroundColor),
    )
    expect(html).toBe(body)
  }
})

test('on a small window every setting is saved from within its row', async ({ world }) => {
  const page = await openControlCenter(world, await world.operator('supervisor'), '/settings')
  await page.setViewportSize({ width: 1024, height: 768 })
  await expect(settingRow(page, 'Batas Waktu Blast Pairing')).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(1024)
})

test('where text is twice as large, the page begins beside the sidebar', async ({ world }) => {
  const page = await openControlCenter(world, await world.operator(), '/settings')
  await page.addStyleTag({ content: 'html { font-size: 200% }' })
  const title = page.getByRole('heading', { name: 'Settings' })
  await expect(title).toBeVisible()
  const sidebar = page.getByRole('navigation', { name: 'Menu utama' })
  const [begin, end] = [(await title.boundingBox())?.x ?? 0, await sidebar.boundingBox()]
  expect(begin).toBeGreaterThan((end?.x ?? 0) + (end?.width ?? 0))
})

test('[G5, D4, E4, E10] what is saved by clicking is in force on the next request, without a restart', async ({ world }) => {
  test.setTimeout(150_000)
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  await finishChat(world, rani, sari)
  const settings = await openControlCenter(world, await world.operator('supervisor'), '/settings')
  await setNumber(settings, 'Batas Waktu Konfirmasi Chat Lanjutan', 70)

  const page = await world.open(rani, { path: '/history' })
  const shown = await watchCountdown(page)
  await page.getByRole('button', { name: 'Curhat lagi', exact: true }).click()
  await page.getByRole('button', { name: 'Bayar', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Menunggu konfirmasi bestie...' })).toBeVisible()
  // 70, minus at most the time for delivery.
  await expect.poll(async () => String((await shown())[0])).toMatch(/^(6\d|70)$/)

  const [dimas, budi] = [await world.customer('Dimas'), await world.mitra('Budi')]
  const { chatId } = await startChat(world, dimas, budi)
  const mitra = await world.open(budi, { path: `/mitra/chats/${chatId}` })
  const card = mitra.getByRole('region', { name: 'Dimas ingin menambah waktu' })
  await setNumber(settings, 'Batas Waktu Persetujuan Extension', 15)
  await askForMoreTime(world, dimas, chatId)
  await expect(card).toContainText('Tidak menjawab dalam 15 detik = otomatis disetujui')
  await card.getByRole('button', { name: 'Setujui', exact: true }).click()
  await expect(card).toHaveCount(0)

  await settings.getByRole('radio', { name: 'Auto-reject', exact: true }).check()
  const action = settingRow(settings, 'Aksi Default Jika Bestie Tidak Menjawab Extension')
  await action.getByRole('button', { name: 'Simpan', exact: true }).click()
  await expect(settings.getByText('dari Auto-approve ke Auto-reject')).toBeVisible()
  await askForMoreTime(world, dimas, chatId)
  await settings.getByRole('link', { name: 'Failed Pairings' }).click()
  await expect(row(settings, 'extension_rejected')).toHaveCount(1, { timeout: 60_000 })
  await expect(row(settings, 'extension_rejected')).toContainText('Dimas')
})
