import type { Locator } from '@playwright/test'
import { bubble, write } from './screens'
import { startChat } from './sessions'
import { expect, test, type World } from './world'

/** Adds a history of this many messages to a running chat, some of one line and some of several. */
async function fill(world: World, chatId: string, count: number) {
  await world.sql(
    `insert into messages (chat_session_id, seq, sender_role, client_message_id, body, created_at)
     select $1, n, case when n % 3 = 0 then 'mitra' else 'customer' end, 'past-' || n,
       'Pesan ' || n || repeat(' dan seterusnya', n % 11), now() - make_interval(secs => ($2 - n) * 20)
     from generate_series(1, $2) n`,
    [chatId, count],
  )
  await world.sql('update chat_sessions set last_seq = $2 where id = $1', [chatId, count])
}

const list = (log: Locator) => ({
  oldest: async () => Number(await log.locator('[data-seq]').first().getAttribute('data-seq')),
  /**
   * Scrolls up and down, a step each frame. Answers the 10th percentile of the time
   * between two frames, in ms, which leaves out delays by other work on the machine.
   */
  scroll: () =>
    log.evaluate(async (element) => {
      const times: number[] = []
      for (let step = 0, last = performance.now(); step < 120; step += 1) {
        element.scrollTop += (step % 60 < 30 ? -1 : 1) * 100
        await new Promise(requestAnimationFrame)
        const now = performance.now()
        times.push(now - last)
        last = now
      }
      return times.sort((a, b) => a - b)[12] ?? 0
    }),
  /** How far the text that is being read moves, in px, while older messages come in above it. */
  moveWhileLoading: () =>
    log.evaluate(async (element) => {
      const first = () => element.querySelector<HTMLElement>('[data-seq]')?.dataset.seq
      const before = first()
      element.scrollTop = 700
      const edge = element.getBoundingClientRect().top
      const read = [...element.querySelectorAll('[data-seq]')].find((one) => one.getBoundingClientRect().top > edge)
      const top = read?.getBoundingClientRect().top ?? 0
      while (first() === before) await new Promise(requestAnimationFrame)
      await new Promise(requestAnimationFrame)
      return (read?.getBoundingClientRect().top ?? 0) - top
    }),
  /** Records whether the log calls itself busy, so that nothing is read out, as messages come into it. */
  watchOlder: async () => {
    await log.evaluate((element) => {
      const busy: (string | null)[] = []
      Object.assign(window, { busy })
      new MutationObserver(() => busy.push(element.ariaBusy)).observe(element, { childList: true })
    })
    return () => log.evaluate(() => [...new Set((window as unknown as { busy: (string | null)[] }).busy)])
  },
  /** Scrolls up, again as soon as older messages have come in, until there are none. */
  toTheFirst: () =>
    log.evaluate(async (element) => {
      while (element.querySelector<HTMLElement>('[data-seq]')?.dataset.seq !== '1') {
        element.scrollTop = 0
        await new Promise(requestAnimationFrame)
      }
    }),
})

// A trace copies the page, all ten thousand messages, at every step: a third of the time.
test.use({ trace: 'off' })

test('10,000 messages: older ones come by need, down to the first, and move nothing, scrolling through them is as smooth as through 100, and the newest is a tap away', async ({
  world,
}, testInfo) => {
  testInfo.setTimeout(240_000)
  const [rani, dimas, sari] = [await world.customer('Rani'), await world.customer('Dimas'), await world.mitra('Sari')]
  const [long, short] = [await startChat(world, rani, sari), await startChat(world, dimas, sari)]
  await fill(world, long.chatId, 10_000)
  await fill(world, short.chatId, 100)
  const mitra = await world.open(sari, { path: `/mitra/chats/${short.chatId}` })
  const log = mitra.getByRole('log', { name: 'Pesan' })
  const { oldest, scroll, moveWhileLoading, watchOlder, toTheFirst } = list(log)

  await expect(bubble(mitra, 'Pesan 100')).toBeInViewport()
  await log.evaluate((element) => element.scrollTo(0, 0))
  await expect.poll(oldest).toBe(1)
  await log.evaluate((element) => element.scrollTo(0, element.scrollHeight))
  const usual = await scroll()

  await mitra.goto(`${world.publicUrl}/mitra/chats/${long.chatId}`)
  await expect(bubble(mitra, 'Pesan 10000')).toBeInViewport()
  expect(await oldest()).toBeGreaterThan(9_000)
  expect(Math.abs(await moveWhileLoading())).toBeLessThan(2)
  expect(Math.abs(await moveWhileLoading())).toBeLessThan(2)
  const busyWithOlder = await watchOlder()
  await toTheFirst()
  expect(await busyWithOlder()).toEqual(['true'])
  expect(await oldest()).toBe(1)
  await expect(log.locator('[data-seq]')).toHaveCount(10_000)
  await log.evaluate((element) => element.scrollTo(0, element.scrollHeight / 2))
  const withMany = await scroll()
  const ratio = withMany / usual
  testInfo.annotations.push({ type: 'frames, 10,000 against 100 messages', description: ratio.toFixed(2) })
  expect(ratio).toBeLessThan(3)

  // A message comes while the user reads further up: nothing moves, and the message, which is now news, is a tap away.
  await expect(mitra.getByRole('button', { name: 'Ke pesan terbaru' })).toBeVisible()
  const customer = await world.open(rani, { path: `/chat/${long.chatId}` })
  const place = await log.evaluate((element) => element.scrollTop)
  await write(customer, 'Ini yang terbaru')
  await expect(mitra.getByRole('button', { name: 'Pesan baru' })).toBeVisible()
  await expect(bubble(mitra, 'Ini yang terbaru')).toHaveCount(1)
  expect(await log.evaluate((element) => element.scrollTop)).toBe(place)
  await mitra.getByRole('button', { name: 'Pesan baru' }).click()
  await expect(bubble(mitra, 'Ini yang terbaru')).toBeInViewport()
})
