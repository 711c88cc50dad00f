import type { Page } from '@playwright/test'

const path = '/api/client/mitra-availability'

/** The next answer of the availability poll. */
export const nextPoll = (page: Page) => page.waitForResponse((response) => response.url().endsWith(path))

/**
 * Records from now on when this page sends each poll, in ms by its own clock, which a busy test runner cannot delay.
 * It is the moment of the call: a busy browser sends the request itself some ms later, by an amount that varies.
 */
export const notePolls = (page: Page) => noteTimes(page, 'sent')

/** Records from now on when this page gets each answer to a poll, in ms by its own clock. */
export const noteAnswers = (page: Page) => noteTimes(page, 'answered')

async function noteTimes(page: Page, moment: 'sent' | 'answered'): Promise<() => Promise<number[]>> {
  const noted = await page.evaluateHandle(
    ([sought, moment]) => {
      const times: number[] = []
      const send = window.fetch
      window.fetch = async (...given) => {
        const isPoll = String(given[0]).endsWith(sought)
        if (isPoll && moment === 'sent') times.push(performance.now())
        const answer = await send(...given)
        if (isPoll && moment === 'answered') times.push(performance.now())
        return answer
      }
      return times
    },
    [path, moment] as const,
  )
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
