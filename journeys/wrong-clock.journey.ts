import type { Locator, Page } from '@playwright/test'
import { requestCard } from './screens'
import { finishChat } from './sessions'
import { expect, test } from './world'

/** From the next page load on, this device's clock is this many minutes ahead. */
async function shiftClock(page: Page, minutes: number) {
  await page.addInitScript((ms) => {
    const shifted = (now: typeof Date.now) => () => now() + ms
    const RealDate = Date
    const now = shifted(RealDate.now)
    globalThis.Date = new Proxy(RealDate, {
      construct: (Target, given) => (given.length === 0 ? new Target(now()) : Reflect.construct(Target, given)),
      get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
    })
  }, minutes * 60_000)
}

/** Expects the countdown to show the time left until this moment, by the server's clock, which is also ours. */
async function expectLeftUntil(timer: Locator, moment: string) {
  const difference = async () => {
    const words = (await timer.getAttribute('aria-label')) ?? ''
    const [, minutes = '0', seconds = 'none'] = /(?:(\d+):)?(\d+)(?: detik lagi)?$/.exec(words) ?? []
    return Math.abs(Number(minutes) * 60 + Number(seconds) - (Date.parse(moment) - Date.now()) / 1_000)
  }
  await expect.poll(difference).toBeLessThan(3)
}

test('phones whose clocks are 10 minutes off, in either direction, show right countdowns', async ({ world }) => {
  await world.set('returning_chat_confirmation_timeout_seconds', 120)
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  await finishChat(world, rani, sari)
  const [page, mitra] = [await world.open(rani), await world.open(sari)]

  await shiftClock(page, 10)
  await shiftClock(mitra, -10)
  await Promise.all([page.goto(`${world.publicUrl}/history`), mitra.reload()])
  expect(Math.round(((await page.evaluate(() => Date.now())) - Date.now()) / 60_000)).toBe(10)
  await page.getByRole('button', { name: 'Curhat lagi', exact: true }).click()
  await page.getByRole('button', { name: 'Bayar', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Menunggu konfirmasi bestie...' })).toBeVisible()
  const open = await world.call(sari, 'GET', '/api/mitra/requests')
  const [request] = open.body.items as { chat_session_id: string; deadline_at: string }[]
  const deadline = request?.deadline_at ?? ''
  await expectLeftUntil(page.getByRole('timer'), deadline)
  await expectLeftUntil(requestCard(mitra).getByRole('timer'), deadline)

  await requestCard(mitra).getByRole('button', { name: 'Terima', exact: true }).click()
  await expect(page).toHaveURL(/\/chat\//)
  const { body: chat } = await world.call(rani, 'GET', `/api/client/chats/${request?.chat_session_id}`)
  for (const one of [page, mitra]) await expectLeftUntil(one.getByRole('banner').getByRole('timer'), String(chat.ends_at))

  // The other way round: each init script subtracts or adds 20 minutes.
  await shiftClock(page, -20)
  await shiftClock(mitra, 20)
  await Promise.all([page.reload(), mitra.reload()])
  expect(Math.round(((await page.evaluate(() => Date.now())) - Date.now()) / 60_000)).toBe(-10)
  for (const one of [page, mitra]) await expectLeftUntil(one.getByRole('banner').getByRole('timer'), String(chat.ends_at))
})
