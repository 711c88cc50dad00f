import type { BrowserContext, Page, Worker } from '@playwright/test'
import { type BrowserSubscription, type PushService, startPushService } from './push-service'
import { requestCard, search } from './screens'
import { finishChat, startSearch } from './sessions'
import { test as base, lookElsewhere, openTab } from './truthful-browser'
import { expect, type Person, type World } from './world'

/** Adds a push service of its own, which the server trusts. */
const test = base.extend<{ pushService: PushService }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  pushService: async ({}, use) => {
    const service = await startPushService()
    await use(service)
    await service.close()
  },
  environment: async ({ pushService }, use) => use(pushService.environment),
})

/**
 * Switches notifications on with a tap in the profile. The journey
 * supplies the subscription: the browser cannot reach a push service.
 */
async function switchOnNotifications(page: Page, subscription: BrowserSubscription) {
  await page.context().grantPermissions(['notifications'])
  await page.evaluate((made) => {
    PushManager.prototype.subscribe = async () => ({ toJSON: () => made }) as unknown as PushSubscription
  }, subscription)
  const toggle = page.getByRole('switch', { name: 'Notifikasi' })
  const told = page.waitForResponse('**/api/push/subscriptions')
  await toggle.click()
  expect((await told).status()).toBe(200)
  await expect(toggle).toBeChecked()
}

/**
 * Hands a payload to the app's service worker, as the browser does when
 * its push service sends one, and waits until the worker has handled it.
 */
async function deliver(page: Page, world: World, payload: string, scope = '/') {
  const session = await page.context().newCDPSession(page)
  const registration = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL === world.publicUrl + scope)
      if (own) resolve(own.registrationId)
    })
  })
  await session.send('ServiceWorker.enable')
  const registrationId = await registration
  const worker = await workerOf(page.context(), world.publicUrl + scope)
  await worker.evaluate(() => {
    const { prototype } = ExtendableEvent
    const { waitUntil } = prototype
    const dealtWith = new Promise<void>((resolve) => {
      prototype.waitUntil = function (work) {
        prototype.waitUntil = waitUntil
        waitUntil.call(this, work)
        void work.finally(resolve)
      }
    })
    Object.assign(globalThis, { dealtWith })
  })
  await session.send('ServiceWorker.deliverPushMessage', { origin: world.publicUrl, registrationId, data: payload })
  await worker.evaluate(() => (globalThis as unknown as { dealtWith: Promise<void> }).dealtWith)
  await session.detach()
}

/** The service worker of the app with this scope. */
async function workerOf(window: BrowserContext, scope: string): Promise<Worker> {
  const find = () => window.serviceWorkers().find((worker) => new URL('.', worker.url()).href === scope)
  await expect.poll(find).toBeDefined()
  return find() as Worker
}

/** The titles of the notifications that the device shows now. */
const shown = (page: Page, scope = '/') =>
  page.evaluate(async (path) => {
    const registration = await navigator.serviceWorker.getRegistration(path)
    return (await registration?.getNotifications())?.map(({ title }) => title) ?? []
  }, scope)

const kindOf = (payload: string | undefined) => JSON.parse(payload ?? '{}').kind as string

/** Opens the customer's app, with notifications on, and starts a search. */
async function searchWithNotifications(world: World, window: BrowserContext, person: Person, subscription: BrowserSubscription) {
  const page = await openTab(window, world, person, '/profile')
  await switchOnNotifications(page, subscription)
  await page.getByRole('button', { name: 'Kembali', exact: true }).click()
  await search(page, 'Mulai')
  return page
}

test('[B8] nobody accepts while the app is in the background: a push "Sesi gagal", and none to a customer who looks at the app', async ({
  world,
  truthful,
  pushService,
}) => {
  await world.set('pairing_blast_timeout_seconds', 10)
  await world.mitra()
  const rani = await world.customer('Rani')
  const subscription = pushService.subscription()
  const page = await searchWithNotifications(world, truthful, rani, subscription)
  await lookElsewhere(page)
  await expect.poll(() => pushService.sentTo(subscription).map(kindOf), { timeout: 30_000 }).toEqual(['pairing_failed'])

  const [payload = ''] = pushService.sentTo(subscription)
  await deliver(page, world, payload)
  await expect.poll(() => shown(page)).toEqual(['Sesi gagal'])

  // A user who comes back to the app sees what the push was about, and the notification closes.
  await page.bringToFront()
  await expect.poll(() => shown(page)).toEqual([])
  await expect(page.getByText('Maaf, kami tidak bisa menemukan bestie untuk sesimu.', { exact: false })).toBeVisible()
  await deliver(page, world, payload)
  // A push that is delivered later is shown later: if the first had shown a notification, it would be there too.
  await lookElsewhere(page)
  await deliver(page, world, JSON.stringify({ ...JSON.parse(payload), tag: 'later', title: 'Kabar lain' }))
  await expect.poll(() => shown(page)).toEqual(['Kabar lain'])
})

test('[C2] a customer who cancels on a second device while the app is in the background gets no push "Sesi gagal"', async ({
  world,
  truthful,
  pushService,
}) => {
  await world.mitra()
  const rani = await world.customer('Rani')
  const subscription = pushService.subscription()
  const page = await searchWithNotifications(world, truthful, rani, subscription)
  await lookElsewhere(page)

  const second = await world.open(rani, { path: new URL(page.url()).pathname })
  await second.getByRole('button', { name: 'Batalkan', exact: true }).click()
  await expect(second).toHaveURL(`${world.publicUrl}/`)
  const jobs = await world.sql("SELECT FROM graphile_worker.jobs WHERE task_identifier = 'send_push'")
  expect(jobs, 'pushes on their way after the cancel').toEqual([])

  // The next search, which does fail, is pushed: a push about the cancelled one would have come before.
  await world.set('pairing_blast_timeout_seconds', 1)
  const { paymentId } = await startSearch(world, rani)
  await expect.poll(() => pushService.sentTo(subscription).length).toBeGreaterThan(0)
  expect(pushService.sentTo(subscription).map((payload) => JSON.parse(payload).payment_session_id)).toEqual([paymentId])
  expect(await shown(page)).toEqual([])
})

test('[F5] from a push to a closed app: the list has each request with its type, a returning one with its remaining countdown', async ({
  world,
  truthful,
  pushService,
}) => {
  await world.set('pairing_blast_timeout_seconds', 120)
  await world.set('returning_chat_confirmation_timeout_seconds', 60)
  await world.set('max_customers_per_mitra', 3)
  const sari = await world.mitra('Sari')
  const dimas = await world.customer('Dimas')
  await finishChat(world, dimas, sari)
  const subscription = pushService.subscription()
  const app = await openTab(truthful, world, sari, '/mitra/profile')
  await switchOnNotifications(app, subscription)
  // The phone stays on, without any window of the app.
  const phone = await truthful.newPage()
  await phone.goto(`${world.publicUrl}/health`)
  await app.close()

  await startSearch(world, await world.customer('Rani'))
  const asked = await askAgain(world, dimas, sari)
  const isRequest = (payload: string) => kindOf(payload) === 'chat_request'
  await expect.poll(() => pushService.sentTo(subscription).filter(isRequest).length).toBe(2)
  for (const payload of pushService.sentTo(subscription).filter(isRequest)) await deliver(phone, world, payload, '/mitra/')
  await expect.poll(() => shown(phone, '/mitra/')).toEqual(['Ada yang ingin curhat', 'Ada yang ingin curhat'])

  const opened = await truthful.newPage()
  await opened.goto(world.publicUrl + (await tapNotification(truthful, world)))
  for (const card of [requestCard(opened), requestCard(opened)]) {
    await card.getByRole('button', { name: 'Nanti saja' }).click()
  }
  const requests = opened.getByRole('region', { name: 'Permintaan terbuka' }).getByRole('listitem')
  await expect(requests).toHaveCount(2)
  await expect(requests.filter({ hasText: 'Rani' })).toContainText('Permintaan umum')
  await expect(requests.filter({ hasText: 'Rani' })).not.toContainText('detik')
  const returning = requests.filter({ hasText: 'Dimas' })
  await expect(returning).toContainText('Curhat lagi')
  const left = async () => Number(/(\d+) detik lagi/.exec((await returning.textContent()) ?? '')?.[1])
  const difference = async () => Math.abs((await left()) - (asked.deadline - Date.now()) / 1_000)
  await expect.poll(difference, 'seconds between what is shown and what is left').toBeLessThan(2)
})

test('a push to an app on the screen whose socket brings nothing any more shows there what it is about', async ({
  world,
  truthful,
  pushService,
}) => {
  const sari = await world.mitra('Sari')
  const subscription = pushService.subscription()
  await truthful.routeWebSocket(/\/socket\.io\//, (app) => {
    const server = app.connectToServer()
    server.onMessage((frame) => {
      if (!String(frame).includes('chat_request')) app.send(frame)
    })
  })
  const app = await openTab(truthful, world, sari, '/mitra/profile')
  await switchOnNotifications(app, subscription)
  await startSearch(world, await world.customer('Rani'))
  await expect.poll(() => pushService.sentTo(subscription).map(kindOf)).toEqual(['chat_request'])
  await expect(requestCard(app)).toHaveCount(0)

  for (const payload of pushService.sentTo(subscription)) await deliver(app, world, payload, '/mitra/')
  await expect(requestCard(app)).toContainText('Rani')
  expect(await shown(app, '/mitra/')).toEqual([])
})

/** Asks the same mitra once more. */
async function askAgain(world: World, customer: Person, mitra: Person) {
  const { body: pricing } = await world.call(customer, 'GET', '/api/client/pricing?kind=chat')
  const { body: payment } = await world.call(customer, 'POST', '/api/client/payments', {
    tier_id: (pricing.tiers as { id: string }[])[0]?.id,
    targeted_mitra_id: mitra.id,
  })
  const { payment_session_id } = payment
  await world.call(customer, 'POST', `/api/client/payments/${payment_session_id}/confirm`)
  const { body } = await world.call(customer, 'POST', '/api/client/chats/returning', { payment_session_id })
  return { deadline: Date.parse(String(body.deadline_at)) }
}

/**
 * Taps the newest notification of the mitra app and answers the address that
 * it wants opened: without a user's gesture, a browser opens no window.
 */
async function tapNotification(window: BrowserContext, world: World): Promise<string> {
  const worker = await workerOf(window, `${world.publicUrl}/mitra/`)
  return await worker.evaluate(async () => {
    const { clients, registration, dispatchEvent } = globalThis as unknown as ServiceWorkerGlobalScope
    const [notification] = await registration.getNotifications()
    if (!notification) throw new Error('no notification is shown')
    const opened = new Promise<string>((resolve) => {
      clients.openWindow = async (url) => {
        resolve(String(url))
        return null
      }
    })
    dispatchEvent.call(globalThis, new NotificationEvent('notificationclick', { notification }))
    return await opened
  })
}
