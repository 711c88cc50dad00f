import type { Page } from '@playwright/test'
import { expect, type Person, type World } from './world'

const desktop = { viewport: { width: 1280, height: 900 } }

/** Opens this operator's control center, on a desktop. */
export const openControlCenter = (world: World, operator: Person, path = '/') => world.open(operator, { path, context: desktop })

/** Opens the control center's sign-in page, on a desktop where nobody is signed in. */
export async function visitControlCenter(world: World, path = '/'): Promise<Page> {
  const page = await world.visit('/health', desktop)
  await page.goto(world.internalUrl + path)
  return page
}

/** A setting's row on the settings page. */
export const settingRow = (page: Page, label: string) => page.locator('form', { hasText: label })

/** Saves a number on the settings page by typing and clicking, and waits until it is in force. */
export async function setNumber(page: Page, label: string, value: number) {
  await page.getByRole('spinbutton', { name: label, exact: true }).fill(String(value))
  await settingRow(page, label).getByRole('button', { name: 'Simpan', exact: true }).click()
  await expect(settingRow(page, label).getByText('Tersimpan dan berlaku.')).toBeVisible()
}

/** The rows of a table that contain this text. */
export const row = (page: Page, text: string | RegExp) => page.getByRole('row').filter({ hasText: text })
