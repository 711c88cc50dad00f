import type { Page } from '@playwright/test'
import { openControlCenter, row } from './control-center'
import { bubble, mark, requestCard, search, startButton, write } from './screens'
import { finishChat, runOutTheClock } from './sessions'
import { expect, test, type World } from './world'

const timer = (page: Page) => page.getByRole('banner').getByRole('timer')
const secondsLeft = async (page: Page) => {
  const [, minutes = 0, seconds = 0] = /(\d+):(\d\d)$/.exec((await timer(page).getAttribute('aria-label')) ?? '') ?? []
  return Number(minutes) * 60 + Number(seconds)
}

/** Records everything on the page that asks for attention: dialogs, alerts, and the text of banners. */
async function watchForInterruptions(page: Page) {
  await page.evaluate(() => {
    const seen: string[] = []
    Object.assign(window, { seen })
    const interrupts = '[role="dialog"], [role="alertdialog"], [role="alert"], [role="status"]'
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) {
        for (const node of [target, ...addedNodes]) {
          const element = node instanceof Element ? node : node.parentElement
          const found = element?.closest(interrupts) ?? (node === target ? null : element?.querySelector(interrupts))
          if (found?.textContent) seen.push(found.textContent)
        }
      }
    }).observe(document.body, { childList: true, subtree: true, characterData: true })
  })
  return () => page.evaluate(() => (window as unknown as { seen: string[] }).seen)
}

/**
 * The mitra goes offline in the middle of a chat, which runs from the payment
 * to the goodbyes. `prepare` gets the apps of both sides, just opened.
 */
async function goOfflineInAChat(world: World, prepare: (customer: Page, mitra: Page) => Promise<void> = async () => {}) {
  await world.set('max_customers_per_mitra', 2)
  await world.set('extension_timeout_seconds', 10)
  const [rani, dimas] = [await world.customer('Rani'), await world.customer('Dimas')]
  const sari = await world.mitra('Sari')
  await finishChat(world, rani, sari)
  await finishChat(world, dimas, sari)
  const first = await world.open(rani)
  const second = await world.open(dimas)
  const mitra = await world.open(sari)
  await prepare(first, mitra)
  const operator = await world.operator()
  const mitras = await openControlCenter(world, operator, '/mitras')
  const sessions = await openControlCenter(world, operator, '/sessions')
  await sessions.getByText('Sedang berlangsung', { exact: true }).click()

  await test.step('J1: the first customer pays, is matched and chats both ways', async () => {
    await search(first, 'Bayar')
    await requestCard(mitra).getByRole('button', { name: 'Terima', exact: true }).click()
    await expect(first).toHaveURL(/\/chat\//)
    await expect(mitra).toHaveURL(/\/mitra\/chats\//)
    await mitra.getByRole('button', { name: 'Kembali ke beranda' }).click()
    await write(first, 'Halo, aku ingin cerita')
    await expect(mark(first, 'Halo, aku ingin cerita', 'Tersampaikan')).toBeVisible()
    await mitra.getByRole('link', { name: /Rani/ }).click()
    await expect(mark(first, 'Halo, aku ingin cerita', 'Dibaca')).toBeVisible()
    await first.getByRole('button', { name: 'Kembali', exact: true }).click()
    await write(mitra, 'Aku mendengarkan')
    await expect(mark(mitra, 'Aku mendengarkan', 'Tersampaikan')).toBeVisible()
    await first.getByRole('button', { name: 'Kembali ke sesi' }).click()
    await expect(mark(mitra, 'Aku mendengarkan', 'Dibaca')).toBeVisible()
  })
  const chatId = new URL(first.url()).pathname.replace('/chat/', '')
  const chatRow = () => world.sql('select status, ended_by from chat_sessions where id = $1', [chatId])

  await test.step('J2: for the second customer there is still room', async () => {
    await expect(startButton(second)).toBeEnabled()
  })

  const before = await secondsLeft(first)
  const interruptions = await watchForInterruptions(first)
  const dialogs: string[] = []
  for (const page of [first, mitra]) page.on('dialog', (dialog) => dialogs.push(dialog.message()))

  await test.step('a switch inside the chat that finds no way says so, and stays', async () => {
    await mitra.route('**/api/mitra/status/offline', (route) => route.abort())
    await mitra.getByRole('switch', { name: 'Online' }).click()
    await expect(mitra.getByText('Status belum berubah. Periksa sambunganmu, lalu coba lagi.')).toBeVisible()
    await expect(mitra.getByRole('switch', { name: 'Online' })).toBeChecked()
    await mitra.unroute('**/api/mitra/status/offline')
  })

  await test.step('J3: the mitra goes offline from inside the chat, nothing stands in the way, and operators see it', async () => {
    const toggle = (name: string) => row(mitras, /^Sari/).getByRole('cell', { name, exact: true })
    await expect(toggle('Online')).toBeVisible()
    await mitra.getByRole('switch', { name: 'Online' }).click()
    await expect(mitra.getByRole('switch', { name: 'Online' })).not.toBeChecked()
    await expect(mitra.getByRole('dialog').or(mitra.getByRole('alertdialog'))).toHaveCount(0)
    await expect(mitra.getByRole('textbox', { name: 'Tulis pesan' })).toBeVisible()
    await expect(toggle('Offline')).toBeVisible()
  })

  await test.step('J5: within one poll there is nobody for the second customer', async () => {
    const poll = () => world.call(dimas, 'GET', '/api/client/mitra-availability')
    await expect.poll(async () => (await poll()).body).toEqual({ available: false })
    // Any poll that leaves from now on brings the change.
    await second.waitForRequest((request) => request.url().endsWith('/api/client/mitra-availability'))
    await expect(startButton(second)).toBeDisabled()
    await expect(second.getByText('Belum ada bestie tersedia')).toBeVisible()
  })

  await test.step('J4: the chat of the first customer goes on as if nothing had happened', async () => {
    await write(first, 'Masih di situ?')
    await expect(mark(first, 'Masih di situ?', 'Dibaca')).toBeVisible()
    await write(mitra, 'Masih, tenang saja')
    await expect(mark(mitra, 'Masih, tenang saja', 'Dibaca')).toBeVisible()
    for (const text of ['Halo, aku ingin cerita', 'Aku mendengarkan', 'Masih di situ?', 'Masih, tenang saja']) {
      await expect(bubble(first, text)).toHaveCount(1)
    }
    const elapsed = before - (await secondsLeft(first))
    expect(elapsed).toBeGreaterThan(0)
    await expect.poll(() => secondsLeft(first)).toBeLessThan(before - elapsed)
    expect(await interruptions()).toEqual([])
    expect(dialogs).toEqual([])
    expect(await chatRow()).toEqual([{ status: 'active', ended_by: null }])
  })

  await test.step('J8: more time is asked for, and the safeguard trips', async () => {
    await first.getByRole('button', { name: 'Tambah waktu', exact: true }).click()
    await first.getByRole('button', { name: 'Minta tambahan waktu', exact: true }).click()
    await expect(mitra.getByRole('region', { name: 'Rani ingin menambah waktu' })).toBeVisible()
    await expect(first.getByText(/^Bestiemu sedang tidak terhubung, .* Kamu tidak perlu membayarnya\.$/)).toBeVisible({
      timeout: 30_000,
    })
    const outcome = 'select status from extensions where chat_session_id = $1'
    expect(await world.sql(outcome, [chatId])).toEqual([{ status: 'safeguard_tripped' }])
    const cause = 'select cause_tag, amount::int from pairing_failures where chat_session_id = $1'
    expect(await world.sql(cause, [chatId])).toEqual([{ cause_tag: 'extension_safeguard_tripped', amount: 0 }])
  })

  await test.step('J9: the second customer asks for this very mitra, who is offline', async () => {
    await second.getByRole('button', { name: 'Riwayat', exact: true }).click()
    await second.getByRole('button', { name: 'Curhat lagi', exact: true }).first().click()
    const answer = second.waitForResponse((response) => response.url().endsWith('/api/client/chats/returning'))
    await second.getByRole('button', { name: 'Bayar', exact: true }).click()
    expect((await answer).status()).toBe(409)
    const popup = second.getByRole('dialog', { name: 'Bestie sedang tidak online' })
    await expect(popup).toBeVisible()
    await expect(popup.getByRole('button', { name: 'Chat dengan bestie lain' })).toHaveCount(0)
    const cause = 'select cause_tag, targeted_mitra_id from pairing_failures where customer_id = $1'
    expect(await world.sql(cause, [dimas.id])).toEqual([{ cause_tag: 'targeted_mitra_offline', targeted_mitra_id: sari.id }])
    expect(await chatRow()).toEqual([{ status: 'active', ended_by: null }])
  })

  await test.step('J10: for operators the session of the first customer is as active as ever', async () => {
    await sessions.reload()
    await expect(row(sessions, 'Rani')).toHaveCount(1)
    await expect(row(sessions, 'Rani')).toContainText('Aktif')
    await expect(row(sessions, 'Rani')).toContainText('Sari')
  })

  await test.step('J6, J7: the chat runs to its natural end, and both say goodbye', async () => {
    await runOutTheClock(world, chatId)
    await expect(first.getByText('Kamu masih bisa menulis satu salam perpisahan.')).toBeVisible()
    await write(first, 'Terima kasih banyak', 'Tulis salam perpisahan')
    await expect(bubble(mitra, 'Terima kasih banyak')).toHaveCount(1)
    await write(mitra, 'Jaga dirimu', 'Tulis salam perpisahan')
    await expect(first.getByText('Sesi selesai', { exact: true })).toBeVisible()
    await expect(mitra.getByText('Chat selesai. Terima kasih sudah menemani.')).toBeVisible()
    expect(await chatRow()).toEqual([{ status: 'completed', ended_by: 'timer' }])
  })
  await world.command('check')
}

// The sweeper settles windows whose stored end was moved.
test.use({ environment: { SWEEP_SECONDS: '1' } })

test('[J1, J2, J3, J4, J5, J6, J7, J8, J9, J10] the mitra goes offline in the middle of a chat', async ({ world }) => {
  test.setTimeout(180_000)
  await goOfflineInAChat(world)
})

test.describe('over three instances', () => {
  test.use({ program: 'cluster' })

  /** Records the instance to which nginx sends this page's socket, each time that it connects. */
  async function watchInstance(page: Page) {
    let instance = ''
    const network = await page.context().newCDPSession(page)
    network.on('Network.webSocketHandshakeResponseReceived', ({ response }) => {
      instance = response.headers['X-Served-By'] ?? response.headers['x-served-by'] ?? ''
    })
    await network.send('Network.enable')
    return async () => {
      instance = ''
      await page.reload()
      await expect.poll(() => instance).not.toBe('')
      return instance
    }
  }

  test('[J1, J2, J3, J4, J5, J6, J7, J8, J9, J10] a mitra goes offline in a chat, through nginx, with the two sides on different instances', async ({
    world,
  }) => {
    test.setTimeout(300_000)
    await goOfflineInAChat(world, async (customer, mitra) => {
      const [connectCustomer, connectMitra] = [await watchInstance(customer), await watchInstance(mitra)]
      const instance = await connectCustomer()
      await expect.poll(connectMitra, { timeout: 60_000 }).not.toBe(instance)
    })
  })
})
