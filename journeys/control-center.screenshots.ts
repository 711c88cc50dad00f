import type { Page } from '@playwright/test'
import { picture } from './both-schemes'
import { finishChat, startChat, startSearch } from './sessions'
import { expect, type Person, test, type World } from './world'

const wide = { viewport: { width: 1440, height: 900 } }

/** In both widths that operators use, light and dark. */
async function pictures(page: Page, name: string) {
  await page.setViewportSize({ width: 1440, height: 900 })
  await picture(page, `control-center-${name}-1440`)
  await page.setViewportSize({ width: 1280, height: 900 })
  await picture(page, `control-center-${name}-1280`)
}

/** Some failed searches, each with its own cause. */
async function failures(world: World, customers: Person[], mitra: Person) {
  for (const customer of customers) {
    const { chatId } = await startSearch(world, customer)
    await world.call(mitra, 'POST', `/api/mitra/requests/${chatId}/decline`)
  }
}

test('the control center, page by page', async ({ world }) => {
  const sari = await world.mitra('Sari')
  await world.mitra('Budi', { online: false })
  const [rani, dimas, tono] = [await world.customer('Rani'), await world.customer('Dimas'), await world.customer('Tono')]
  for (const customer of [rani, dimas, tono]) await finishChat(world, customer, sari)
  await failures(world, [rani, dimas, tono], sari)
  const { chatId } = await startChat(world, rani, sari)

  const visitor = await world.visit('/health', wide)
  await visitor.goto(world.internalUrl)
  await expect(visitor.getByRole('button', { name: 'Supervisor' })).toBeVisible()
  await pictures(visitor, '01-sign-in')

  const admin = await world.operator('admin')
  const page = await world.open(admin, { context: wide })
  const visit = async (name: string, path: string, shown: RegExp | string) => {
    await page.goto(world.internalUrl + path)
    await expect(page.getByRole('main').getByText(shown).locator('visible=true').first()).toBeVisible()
    await pictures(page, name)
  }
  await visit('02-dashboard', '/', 'Per hari')
  await visit('03-mitras', '/mitras', 'Budi')
  await visit('04-mitra', `/mitras/${sari.id}`, 'Semua sesinya')
  await visit('05-sessions', '/sessions', 'Aktif')
  await visit('06-session', `/sessions/${chatId}`, 'menerima. Sesi dimulai.')
  await visit('07-failed-pairings', '/failed-pairings', 'all_mitras_rejected')
  await page.getByRole('button', { name: /Tindakan untuk Rani/ }).click()
  await picture(page, 'control-center-08-row-menu')
  await page.getByRole('menuitem', { name: 'Mark as refunded' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await pictures(page, '09-decide')
  await page.getByRole('button', { name: 'Konfirmasi' }).click()
  await expect(page.getByText('sudah diterima')).toBeVisible({ timeout: 30_000 })
  await pictures(page, '10-refunded')
  await page.getByRole('link', { name: 'Buka pembayaran Rp 25.000' }).last().click()
  await expect(page.getByText('Pengembalian sudah diterima.')).toBeVisible()
  await pictures(page, '11-payment')
  await visit('12-users', '/users', 'Tono')
  await visit('13-user', `/users/${rani.id}`, 'Semua sesinya')
  await visit('14-payments', '/payments', 'Rani')
  await visit('15-settings', '/settings', 'Batas Waktu Blast Pairing')
  await visit('16-audit', '/audit', 'memutuskan failed pairing')
  await visit('17-operators', '/operators', 'supervisor@bestie.test')
  await visit('18-account', '/account', 'Perangkat ini')
})
