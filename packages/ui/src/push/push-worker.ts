import type { PushPayload } from '@bestie/contracts/push'

declare const self: ServiceWorkerGlobalScope

/**
 * What a service worker tells a window of its app: to open the place of a notification that was
 * tapped, or, with a push in place of a notification, that something has happened.
 */
export type WorkerMessage = { type: 'open_place'; path: string } | { type: 'news' }

type App = {
  icon: string
  /** Whether the page at this path belongs to this app: the apps share an origin. */
  isMine: (path: string) => boolean
  /** The address that a tap on the notification opens. */
  placeOf: (push: PushPayload) => string
}

/** How the phone vibrates when a mitra is asked: an answer is wanted within seconds. */
const vibrations: Partial<Record<PushPayload['kind'], number[]>> = {
  chat_request: [300, 150, 300, 150, 300],
  extension_requested: [200, 100, 200],
}

/** Shows a push and opens its address when it is tapped; if windows of the app are visible, tells them to read again instead. */
export function listenForPushes({ icon, isMine, placeOf }: App): void {
  self.addEventListener('push', (event) => {
    const push = read(event.data)
    if (push) event.waitUntil(show(push))
  })
  self.addEventListener('notificationclick', (event) => {
    event.notification.close()
    event.waitUntil(open(placeOf(event.notification.data as PushPayload)))
  })

  async function show(push: PushPayload): Promise<void> {
    const visible = (await ownWindows()).filter((window) => window.visibilityState === 'visible')
    for (const window of visible) window.postMessage({ type: 'news' } satisfies WorkerMessage)
    if (visible.length > 0) return
    const urgent = vibrations[push.kind]
    const options: NotificationOptions & { renotify: boolean; vibrate?: number[] } = {
      body: push.body,
      tag: push.tag,
      icon,
      data: push,
      // A notification that replaces another alerts again, like a new one.
      renotify: true,
      requireInteraction: urgent !== undefined,
      ...(urgent && { vibrate: urgent }),
    }
    await self.registration.showNotification(push.title, options)
  }

  async function open(path: string): Promise<void> {
    const [window] = await ownWindows()
    if (!window) return void (await self.clients.openWindow(path))
    window.postMessage({ type: 'open_place', path } satisfies WorkerMessage)
    await window.focus()
  }

  /** The app's windows, the most recently focused first. */
  async function ownWindows(): Promise<readonly WindowClient[]> {
    const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
    return windows.filter((window) => isMine(new URL(window.url).pathname))
  }
}

function read(data: PushMessageData | null): PushPayload | null {
  try {
    return data?.json() as PushPayload
  } catch {
    return null
  }
}
