import type { Page } from '@playwright/test'
import { startButton } from './screens'
import { lookElsewhere, openTab, test } from './truthful-browser'
import { expect } from './world'

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
  const rani = await world.customer('Rani')
  // Another device, in the foreground all along: its polls tell how much time has passed.
  const elsewhere = watchPolls(await world.open(await world.customer('Dimas')))

  const page = await openTab(truthful, world, rani)
  await expect(startButton(page)).toBeEnabled()
  const polls = watchPolls(page)
  await expect.poll(() => polls.length).toBe(1)

  await lookElsewhere(page)
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
