import type { Page } from '@playwright/test'
import { countPolls, leastGap, nextPoll, noteAnswers, notePolls, pollPeriod } from './polls'
import { startButton } from './screens'
import { endChat, startChat } from './sessions'
import { expect, test } from './world'

/** The text that the page shows. */
const textOf = (page: Page) => page.getByRole('main').textContent()

/** The server has already changed; the app asks every 5 s, and its first answer after the change shows it. */
async function expectWithNextPoll(page: Page, state: 'enabled' | 'disabled') {
  const polls = countPolls(page)
  const button = startButton(page)
  await (state === 'enabled' ? expect(button).toBeEnabled() : expect(button).toBeDisabled())
  // One poll may have been under way, and one may leave during the check.
  expect(polls()).toBeLessThanOrEqual(2)
}

test('[A1, A2] "Mulai Curhat" is greyed out while no mitra is available, and enables within 5 s of one going online', async ({
  world,
}) => {
  const sari = await world.mitra('Sari', { online: false })
  const page = await world.open(await world.customer())
  await expect(page.getByText('Belum ada bestie tersedia', { exact: true })).toBeVisible()
  await expect(startButton(page)).toBeDisabled()

  const mitra = await world.open(sari)
  const toggle = mitra.getByRole('switch', { name: 'Online' })
  await toggle.click()
  await expect(toggle).toBeChecked()
  await expectWithNextPoll(page, 'enabled')
  await expect(page.getByText('Belum ada bestie tersedia')).toHaveCount(0)

  await toggle.click()
  await expect(toggle).not.toBeChecked()
  await expectWithNextPoll(page, 'disabled')
  await expect(page.getByText('Belum ada bestie tersedia', { exact: true })).toBeVisible()
})

test('[A3] the button disables within 5 s of the last available mitra reaching their capacity', async ({ world }) => {
  await world.set('max_customers_per_mitra', 2)
  const sari = await world.mitra('Sari')
  const page = await world.open(await world.customer())
  await startChat(world, await world.customer('Dimas'), sari)
  await nextPoll(page)
  await expect(startButton(page)).toBeEnabled()

  const tono = await world.customer('Tono')
  const { chatId } = await startChat(world, tono, sari)
  await expectWithNextPoll(page, 'disabled')
  await expect(page.getByText('Belum ada bestie tersedia', { exact: true })).toBeVisible()

  await endChat(world, chatId, tono, sari)
  await expectWithNextPoll(page, 'enabled')
})

test('[A5] pulling home down sends one poll at once, and the next one a whole period later', async ({ world }) => {
  await world.mitra()
  const page = await world.open(await world.customer(), { context: { hasTouch: true, isMobile: true } })
  await expect(startButton(page)).toBeEnabled()
  const touch = await page.context().newCDPSession(page)
  const finger = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) =>
    touch.send('Input.dispatchTouchEvent', { type, touchPoints: y === undefined ? [] : [{ x: 195, y }] })

  const pollTimes = await notePolls(page)
  await page.evaluate(() => {
    addEventListener('touchend', () => Object.assign(window, { letGo: performance.now() }), { capture: true })
  })
  // From the middle of the screen, and from the title above it.
  for (const from of [200, 30]) {
    await nextPoll(page)
    const pulled = nextPoll(page)
    await finger('touchStart', from)
    for (let moved = 20; moved <= 180; moved += 20) await finger('touchMove', from + moved)
    await finger('touchEnd')
    await pulled
    await nextPoll(page)
    const [before = 0, first = 0, second = 0] = (await pollTimes()).slice(-3)
    expect(first - before, 'ms to the poll of the pull, which did not wait for its turn').toBeLessThan(pollPeriod)
    const letGo = await page.evaluate(() => (window as unknown as { letGo: number }).letGo)
    expect(first, 'the poll of the pull goes out when it is let go').toBeGreaterThanOrEqual(letGo)
    expect(first - letGo, 'ms from there').toBeLessThan(1_000)
    expect(second - first, 'ms to the poll after it').toBeGreaterThanOrEqual(leastGap)
  }
})

test('[A6] the button disables within 5 s of the server or the network going away, and comes back with it', async ({ world }) => {
  await world.mitra()
  const page = await world.open(await world.customer())
  await expect(startButton(page)).toBeEnabled()

  await world.kill()
  await expectWithNextPoll(page, 'disabled')
  await expect(page.getByText('Belum ada bestie tersedia', { exact: true })).toBeVisible()
  await world.start()
  await expect(startButton(page)).toBeEnabled()

  await page.context().setOffline(true)
  await expectWithNextPoll(page, 'disabled')
  const offline = page.getByText('Sedang tidak tersambung, kami sambungkan lagi.')
  await expect(offline).toBeVisible()
  await page.context().setOffline(false)
  await expect(startButton(page)).toBeEnabled()
  await expect(offline).toHaveCount(0)
})

test('[A6] the button disables within 5 s of the last answer of a server that hangs, and comes back once it answers', async ({
  world,
}) => {
  await world.mitra()
  const page = await world.open(await world.customer())
  await expect(startButton(page)).toBeEnabled()
  const answerTimes = await noteAnswers(page)
  await nextPoll(page)
  world.freeze()
  const disabledAt = await startButton(page).evaluate(
    (button) =>
      new Promise<number>((resolve) => {
        const look = () => (button.matches(':disabled') ? resolve(performance.now()) : requestAnimationFrame(look))
        look()
      }),
  )
  const answered = (await answerTimes()).at(-1) ?? 0
  expect(disabledAt - answered).toBeLessThan(5_000)
  world.wake()
  await expect(startButton(page)).toBeEnabled()
})

test('[A7] a customer learns whether a mitra is available, never how many', async ({ world }) => {
  await world.mitra('Sari')
  const page = await world.open(await world.customer())
  await expect(startButton(page)).toBeEnabled()
  // The greeting comes with an answer of its own, before or after the button.
  await expect(page.getByRole('main')).toContainText('Rani')
  const withOne = await textOf(page)
  expect(await (await nextPoll(page)).json()).toMatchObject({ available: true })

  for (const name of ['Budi', 'Tika']) await world.mitra(name)
  await nextPoll(page)
  await nextPoll(page)
  await expect.poll(() => textOf(page)).toBe(withOne)
  expect(withOne).not.toMatch(/\d/)

  // A server might send a count too; the app reads `available` alone.
  await page.route('**/api/client/mitra-availability', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, json: { ...(await response.json()), count: 0 } })
  })
  await nextPoll(page)
  await nextPoll(page)
  await expect(startButton(page)).toBeEnabled()
  await expect.poll(() => textOf(page)).toBe(withOne)
})

test('[A9, H5] a poll that changes nothing does not render home again', async ({ world }) => {
  const sari = await world.mitra()
  const page = await world.open(await world.customer())
  await page.evaluate(() => localStorage.setItem('bestieProfile', '1'))
  await page.reload()
  await expect(startButton(page)).toBeEnabled()
  await nextPoll(page)
  const renders = () => page.evaluate(() => (window as { __homeRenders?: number }).__homeRenders ?? 0)
  const before = await renders()
  expect(before).toBeGreaterThan(0)
  for (let poll = 0; poll < 3; poll++) await nextPoll(page)
  expect(await renders()).toBe(before)

  await world.call(sari, 'POST', '/api/mitra/status/offline')
  await expect(startButton(page)).toBeDisabled()
  expect(await renders(), 'a change is counted').toBeGreaterThan(before)
})
