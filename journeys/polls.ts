import type { Page } from '@playwright/test'

const path = '/api/client/mitra-availability'

/** The next answer to whether somebody is available. */
export const nextPoll = (page: Page) => page.waitForResponse((response) => response.url().endsWith(path))

/** When each answered poll of this page left it, in ms by the page's own clock, which no busy test runner delays. */
export const pollTimes = (page: Page) =>
  page.evaluate(
    (sought) =>
      performance
        .getEntriesByType('resource')
        .filter(({ name }) => name.endsWith(sought))
        .map(({ startTime }) => startTime),
    path,
  )

/** How many polls leave this page from now on. */
export function countPolls(page: Page): () => number {
  let count = 0
  page.on('request', (request) => {
    if (request.url().endsWith(path)) count += 1
  })
  return () => count
}

/** The least time between two polls, in ms: just short of the 5 s in which a change is to be seen. */
export const pollPeriod = 4_750

/**
 * The least time between two polls as they leave the page, in ms: the period begins with the poll's turn, and on a busy page its request
 * leaves some ms later, where the next one's may leave at once.
 */
export const leastGap = pollPeriod - 50
