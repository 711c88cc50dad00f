import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { chromiumPath } from './browsers'
import { storedSession } from './stored-session'
import { test as base, expect, type Person, type World } from './world'

/**
 * Adds a window of a browser whose pages are hidden when another tab is
 * in front: Playwright's own pages believe that they are always visible.
 */
export const test = base.extend<{ truthful: BrowserContext }>({
  truthful: async ({ launchOptions }, use) => {
    const profile = await mkdtemp(join(tmpdir(), 'bestie-browser-'))
    // Without a first window: a client that connects while the window is being made may wait for it forever.
    const own = ['--headless', '--no-startup-window', '--remote-debugging-port=0', `--user-data-dir=${profile}`]
    const args = [...own, ...(launchOptions.args ?? [])]
    const process = spawn(chromiumPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    let address = ''
    for await (const line of createInterface({ input: process.stderr })) {
      address = /^DevTools listening on (\S+)$/.exec(line)?.[1] ?? ''
      if (address) break
    }
    // Nobody reads its further output, which must not fill the pipe.
    process.stderr.resume()
    const browser = await chromium.connectOverCDP(address, { noDefaults: true })
    const [context] = browser.contexts()
    if (!context) throw new Error('the browser has no window')
    await use(context)
    const gone = once(process, 'exit')
    await (await browser.newBrowserCDPSession()).send('Browser.close').catch(() => {})
    await gone
    await rm(profile, { recursive: true, force: true })
  },
})

/** Opens a tab of this window with this person's app, signed in. */
export async function openTab(context: BrowserContext, world: World, person: Person, path = '/'): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${world.publicUrl}/health`)
  await page.evaluate(({ name, value }) => localStorage.setItem(name, value), storedSession(person))
  await page.goto(world.publicUrl + path)
  return page
}

/** Puts another tab in front, like a user who looks at something else, and returns it. */
export async function lookElsewhere(page: Page): Promise<Page> {
  const other = await page.context().newPage()
  await other.bringToFront()
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden')
  return other
}
