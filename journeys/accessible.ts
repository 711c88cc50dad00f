import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** The smallest side of what can be tapped on a phone, in px. */
const thumb = 44

/** What a thumb may miss. A label is tapped for its input. */
const tooSmall = (page: Page) =>
  page.evaluate((least) => {
    const targets = [...document.querySelectorAll('button, a[href], textarea, input, [role=radiogroup] label')]
    return targets.flatMap((target) => {
      const { width, height } = (target.closest('label') ?? target).getBoundingClientRect()
      // An input of no size is drawn by something else.
      if (Math.min(width, height) < 2 || Math.min(width, height) >= least - 0.5) return []
      return [`${target.getAttribute('aria-label') ?? target.textContent}: ${Math.round(width)}×${Math.round(height)}`]
    })
  }, thumb)

/** Expects no serious or critical violation on the page, in light and, for colours, in dark; on a phone, room for a thumb. */
export async function expectAccessible(page: Page, screen: string) {
  if ((page.viewportSize()?.width ?? 0) < 600) expect(await tooSmall(page), screen).toEqual([])
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: 'attached' })
    // Wait until what fades or slides in has arrived; animations that show passing time go on.
    await page.evaluate(async () => {
      const passing = document.getAnimations().filter(({ effect }) => Number(effect?.getComputedTiming().endTime) < 2_000)
      await Promise.allSettled(passing.map(({ finished }) => finished))
    })
    // Without frames of other origins, the quick mode finds as much.
    const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
    const { violations } = await (colorScheme === 'dark' ? axe.withRules('color-contrast') : axe).analyze()
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    const found = grave.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`),
    )
    expect(found, `${screen}, ${colorScheme}`).toEqual([])
  }
}
