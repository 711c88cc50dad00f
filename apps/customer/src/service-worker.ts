import type { PushPayload } from '@bestie/contracts/push'
import { listenForPushes } from '@bestie/ui/push-worker'

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] }

const files = self.__WB_MANIFEST
/** A file listed twice would make the whole installation fail. */
const urls = [...new Set(files.map((file) => new URL(file.url, self.registration.scope).href))]
/** The list of built files names the version: a new build gets its own cache. */
const cacheName = `customer-${hash(files.map((file) => `${file.url}${file.revision}`).join())}`

/** The app's own addresses. Its origin also serves the API, the mitra's app and the gateway's page. */
const screens = /^\/(?:$|(?:payment|payments|searching|returning|chat|history|profile)(?:\/|$))/

listenForPushes({ icon: '/icons/icon-192.png', isMine: (path) => screens.test(path), placeOf })

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(cacheName)
      .then((cache) => cache.addAll(urls))
      .then(() => self.skipWaiting()),
  )
})

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOldCaches().then(() => self.clients.claim()))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (request.mode === 'navigate') {
    if (screens.test(url.pathname)) event.respondWith(newestPage(request))
  } else if (urls.includes(url.href)) {
    event.respondWith(cachedFirst(request))
  }
})

function placeOf({ kind, chat_session_id, payment_session_id }: PushPayload): string {
  if (kind === 'pairing_failed') return `/searching/${payment_session_id}`
  if (kind === 'returning_unavailable') return `/returning/${payment_session_id}`
  return chat_session_id ? `/chat/${chat_session_id}` : '/'
}

/** Takes the page from the network, so that a new version shows at once; from the cache if there is no good answer. */
async function newestPage(request: Request): Promise<Response> {
  const answer = await fetch(request).catch(() => Response.error())
  if (answer.ok || answer.type === 'opaqueredirect') return answer
  return (await caches.match('/index.html', { ignoreVary: true })) ?? answer
}

/**
 * Built files carry their hash in their name: a cached file never changes. The server's `Vary:
 * Origin` does not concern them, and would keep the page's own scripts from being found.
 */
async function cachedFirst(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request)
}

async function dropOldCaches() {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name.startsWith('customer-') && name !== cacheName).map((name) => caches.delete(name)))
}

function hash(text: string): string {
  let value = 5381
  for (const character of text) value = (value * 33) ^ character.charCodeAt(0)
  return (value >>> 0).toString(36)
}
