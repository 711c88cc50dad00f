import type { Page } from '@playwright/test'

const path = '/api/client/mitra-availability'

/** The next answer to whether somebody is available. */
export const nextPoll = (page: Page) => page.waitForResponse((response) => response.url().endsWith(path))

/**
 * Notes from now on when this page sends each poll, in ms by its own clock, which no busy test runner delays. It is the moment of the
 * call: a busy browser begins with the request itself some ms later, with one more than with the next.
 */
export async function notePolls(page: Page): Promise<() => Promise<number[]>> {
  const noted = await page.evaluateHandle((sought) => {
    const times: number[] = []
    const send = window.fetch
    window.fetch = (...given) => {
      if (String(given[0]).endsWith(sought)) times.push(performance.now())
      return send(...given)
    }
    return times
  }, path)
  return () => noted.jsonValue()
}

/** How many polls leave this page from now on. */
export function countPolls(page: Page): () => number {
  let count = 0
  page.on('request', (request) => {
    if (request.url().endsWith(path)) count += 1
  })
  return () => count
}

/** The time from one poll to the next, in ms: just short of the 5 s in which a change is to be seen. */
export const pollPeriod = 4_750

/** The least time between two polls, in ms: the period begins just before a poll is sent, and timers keep whole ms. */
export const leastGap = pollPeriod - 50
