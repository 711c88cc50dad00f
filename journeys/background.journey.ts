import type { Request } from '@playwright/test'
import { countPolls, leastGap, nextPoll, notePolls, pollPeriod } from './polls'
import { startButton } from './screens'
import { lookElsewhere, openTab, test } from './truthful-browser'
import { expect } from './world'

test('[A4] in the background no request leaves the device; in the foreground one goes out at once, then one every 5 s', async ({
  world,
  truthful,
}) => {
  await world.mitra()
  const rani = await world.customer('Rani')
  // Another device, in the foreground all along: its polls tell how much time has passed.
  const other = await world.open(await world.customer('Dimas'))

  const page = await openTab(truthful, world, rani)
  await expect(startButton(page)).toBeEnabled()
  const pollTimes = await notePolls(page)
  await nextPoll(page)
  await page.evaluate(() => {
    addEventListener('visibilitychange', () => Object.assign(window, { [document.visibilityState]: performance.now() }), true)
  })

  await lookElsewhere(page)
  const requests: string[] = []
  const note = (request: Request) => requests.push(request.url())
  page.on('request', note)
  const elsewhere = countPolls(other)
  await expect.poll(elsewhere, { timeout: 60_000 }).toBeGreaterThan(3)
  expect(requests, 'requests while hidden').toEqual([])
  page.off('request', note)

  const atOnce = nextPoll(page)
  await page.bringToFront()
  await atOnce
  await nextPoll(page)
  await nextPoll(page)
  const { hidden, visible } = await page.evaluate(() => {
    const { hidden, visible } = window as unknown as { hidden: number; visible: number }
    return { hidden, visible }
  })
  const times = await pollTimes()
  expect(times.filter((time) => time > hidden && time < visible)).toEqual([])
  const [first = 0, second = 0, third = 0] = times.slice(-3)
  expect(first - visible, 'ms to the first poll, which waited for no turn').toBeLessThan(pollPeriod / 2)
  // Measured from the switch to the foreground, where the first poll's
  // period begins: a page that just woke may send that poll late.
  for (const gap of [second - visible, third - second]) expect(gap, 'ms between polls').toBeGreaterThanOrEqual(leastGap)
})
