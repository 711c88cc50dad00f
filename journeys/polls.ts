import type { Page } from '@playwright/test'

const path = '/api/client/mitra-availability'

/** The next answer of the availability poll. */
export const nextPoll = (page: Page) => page.waitForResponse((response) => response.url().endsWith(path))

/**
 * Records from now on when this page sends each poll, in ms by its own clock, which a busy test runner cannot delay.
 * It is the moment of the call: a busy browser sends the request itself some ms later, by an amount that varies.
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

/** Records from now on when this page gets each answer to a poll, in ms by its own clock. */
export async function noteAnswers(page: Page): Promise<() => Promise<number[]>> {
  const noted = await page.evaluateHandle((sought) => {
    const times: number[] = []
    const send = window.fetch
    window.fetch = async (...given) => {
      const answer = await send(...given)
      if (String(given[0]).endsWith(sought)) times.push(performance.now())
      return answer
    }
    return times
  }, path)
  return () => noted.jsonValue()
}

/** Counts the polls that leave this page from now on. */
export function countPolls(page: Page): () => number {
  let count = 0
  page.on('request', (request) => {
    if (request.url().endsWith(path)) count += 1
  })
  return () => count
}

/** The time from one poll to the next, in ms: with the patience for its answer, just under the 5 s within which a change must show. */
export const pollPeriod = 4_100

/** The least time between two polls, in ms: the period begins just before a poll is sent, and timers count whole ms. */
export const leastGap = pollPeriod - 50
