import type { Locator, Page } from '@playwright/test'
import { expectAccessible } from './accessible'
import { openControlCenter, row, visitControlCenter } from './control-center'
import { finishChat, startSearch } from './sessions'
import { expect, test } from './world'

// It walks through every page, and axe takes its time on each, twice.
test.describe.configure({ timeout: 300_000 })

/** Nothing serious on what is shown now, in light and in dark, without waiting for what moves. */
async function expectBothAccessible(page: Page, name: string) {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await expectAccessible(page, name)
}

/** Presses a key, again and again, until this has the focus. */
async function pressUntilFocused(page: Page, key: string, target: Locator) {
  const arrive = async () => {
    const isThere = await target.evaluate((element) => element === document.activeElement)
    if (!isThere) await page.keyboard.press(key)
    return isThere
  }
  await expect.poll(arrive, { intervals: [50] }).toBe(true)
}

test('[G13] signing in and deciding a failure by keyboard alone; every input has its label', async ({ world }) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  await finishChat(world, rani, sari)
  const { chatId } = await startSearch(world, rani)
  await world.call(sari, 'POST', `/api/mitra/requests/${chatId}/decline`)

  // Whoever comes by a link signs in and is where the link leads.
  const page = await visitControlCenter(world, '/failed-pairings?cause_tags=all_mitras_rejected')
  await expect(page.getByRole('textbox', { name: 'Email', exact: true })).toBeVisible()
  await expect(page.getByLabel('Kata sandi', { exact: true })).toBeVisible()
  await expectBothAccessible(page, 'sign-in')
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
  await expect(page.getByRole('menuitem', { name: 'Mark as refunded' })).toBeVisible()
  await pressUntilFocused(page, 'ArrowDown', page.getByRole('menuitem', { name: 'Mark as no-action' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Mark as no-action' }).getByRole('textbox')).toBeFocused()
  await expectBothAccessible(page, 'deciding')
  await page.keyboard.type('Customer sudah dihubungi')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(row(page, 'Rani')).toContainText('No action')
  await expect(row(page, 'Rani')).toContainText('Customer sudah dihubungi')
})

test('[G13] axe finds nothing serious on any page of the control center, light and dark', async ({ world }) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  await finishChat(world, rani, sari)
  const { chatId } = await startSearch(world, rani)
  await world.call(sari, 'POST', `/api/mitra/requests/${chatId}/decline`)
  const page = await openControlCenter(world, await world.operator('admin'), '/failed-pairings')
  await expect(row(page, 'Rani')).toHaveCount(1)
  await expectBothAccessible(page, 'failed pairings')
  await page.getByRole('button', { name: /^Cause/ }).click()
  await expect(page.getByRole('checkbox').first()).toBeVisible()
  await expectBothAccessible(page, 'filter by cause')
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByRole('spinbutton').first()).toBeVisible()
  await expectBothAccessible(page, 'settings')
})
