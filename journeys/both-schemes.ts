import { dirname, join } from 'node:path'
import type { Page } from '@playwright/test'

const folder = join(dirname(import.meta.dirname), 'docs/pictures/screens')

/** Takes a picture of the page, in light and in dark, once nothing moves any more. */
export async function picture(page: Page, name: string) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: 'attached' })
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), animations: 'disabled', caret: 'hide' })
  }
}
