import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Browser, chromium, type Page } from '@playwright/test'
import { startButton } from './screens'
import { test as base, expect } from './world'

/** A browser whose pages are hidden when another tab is in front: Playwright's own believe they are always in sight. */
const test = base.extend<{ truthful: Browser }>({
  truthful: async ({ launchOptions }, use) => {
    const profile = await mkdtemp(join(tmpdir(), 'bestie-browser-'))
    const args = ['--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, ...(launchOptions.args ?? [])]
    const process = spawn(launchOptions.executablePath ?? 'chromium', args, { stdio: ['ignore', 'ignore', 'pipe'] })
    let address = ''
    for await (const line of createInterface({ input: process.stderr })) {
      address = /^DevTools listening on (\S+)$/.exec(line)?.[1] ?? ''
      if (address) break
    }
    const browser = await chromium.connectOverCDP(address, { noDefaults: true })
    await use(browser)
    const gone = once(process, 'exit')
    await (await browser.newBrowserCDPSession()).send('Browser.close').catch(() => {})
    await gone
    await rm(profile, { recursive: true, force: true })
  },
})

const pollPath = '/api/client/mitra-availability'

/** When this page's polls went out, in ms. */
function watchPolls(page: Page) {
  const polls: number[] = []
  page.on('request', (request) => request.url().endsWith(pollPath) && polls.push(performance.now()))
  return polls
}

test('[A4] in the background no poll leaves the device; in the foreground one goes out at once, then one every 5 s', async ({
  world,
  truthful,
}) => {
  await world.mitra()
  const { token, id, role } = await world.customer('Rani')
  // Another device, in the foreground all along: its polls tell how much time has passed.
  const elsewhere = watchPolls(await world.open(await world.customer('Dimas')))

  const [context] = truthful.contexts()
  if (!context) throw new Error('the browser has no window')
  const page = await context.newPage()
  await page.goto(world.publicUrl)
  await page.evaluate(
    (session) => localStorage.setItem('bestie.customer.session', session),
    JSON.stringify({ token, user: { id, role } }),
  )
  await page.reload()
  await expect(startButton(page)).toBeEnabled()
  const polls = watchPolls(page)
  await expect.poll(() => polls.length).toBe(1)

  const otherTab = await context.newPage()
  await otherTab.bringToFront()
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden')
  polls.length = 0
  elsewhere.length = 0
  await expect.poll(() => elsewhere.length, { timeout: 30_000 }).toBe(3)
  expect(polls, 'polls while hidden').toEqual([])

  const shownAt = performance.now()
  await page.bringToFront()
  await expect.poll(() => polls.length, { timeout: 20_000 }).toBe(3)
  const [first = 0, second = 0, third = 0] = polls
  expect(first - shownAt, 'ms to the first poll').toBeLessThan(1_000)
  for (const gap of [second - first, third - second]) {
    expect(gap, 'ms between polls').toBeGreaterThan(4_700)
    expect(gap, 'ms between polls').toBeLessThan(6_500)
  }
})
