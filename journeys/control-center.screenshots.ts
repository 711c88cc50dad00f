import type { Page } from '@playwright/test'
import { picture } from './both-schemes'
import { finishChat, startChat, startSearch } from './sessions'
import { expect, type Person, test, type World } from './world'

const wide = { viewport: { width: 1440, height: 900 } }

/** In both widths that operators have, light and dark. */
async function pictures(page: Page, name: string) {
  await page.setViewportSize({ width: 1440, height: 900 })
  await picture(page, `control-center-${name}-1440`)
  await page.setViewportSize({ width: 1280, height: 900 })
  await picture(page, `control-center-${name}-1280`)
}

/** Some searches that came to nothing, each for its own reason. */
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
  await startChat(world, rani, sari)

  const visitor = await world.visit('/health', wide)
  await visitor.goto(world.internalUrl)
  await expect(visitor.getByRole('button', { name: 'Supervisor' })).toBeVisible()
  await pictures(visitor, '01-sign-in')

  const supervisor = await world.operator('supervisor')
  const page = await world.open(supervisor, { path: '/settings', context: wide })
  await expect(page.getByRole('spinbutton', { name: 'Batas Waktu Blast Pairing' })).toHaveValue('60')
  await pictures(page, '02-settings')
  await page.getByRole('link', { name: 'Failed Pairings' }).click()
  await expect(page.getByRole('row')).toHaveCount(4)
  await pictures(page, '03-failed-pairings')
  await page.getByRole('button', { name: /Tindakan untuk Rani/ }).click()
  await pictures(page, '04-row-menu')
  await page.getByRole('menuitem', { name: 'Mark as refunded' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await pictures(page, '05-decide')
})
