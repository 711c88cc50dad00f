import type { PushPayload } from '@bestie/contracts/push'
import { listenForPushes } from '@bestie/ui/push-worker'

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] }

const files = self.__WB_MANIFEST
/** The list of built files names the version: a new build gets its own cache. */
const cacheName = `mitra-${hash(files.map((file) => `${file.url}${file.revision}`).join())}`
const page = '/mitra/index.html'

listenForPushes({ icon: '/mitra/icons/icon-192.png', isMine: (path) => path.startsWith('/mitra/'), placeOf })

self.addEventListener('install', (event) => {
  // A file listed twice would make the whole installation fail.
  const urls = [...new Set(files.map((file) => new URL(file.url, self.registration.scope).href))]
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
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== self.location.origin || !url.pathname.startsWith('/mitra/')) return
  event.respondWith(event.request.mode === 'navigate' ? newestPage(event.request) : cachedFirst(event.request))
})

/** A request is shown on home, with all others; pushes about a chat open that chat. */
function placeOf({ kind, chat_session_id }: PushPayload): string {
  return kind === 'chat_request' || !chat_session_id ? '/mitra/' : `/mitra/chats/${chat_session_id}`
}

/** Takes the page from the network, so that a new version shows at once; from the cache if there is no good answer. */
async function newestPage(request: Request): Promise<Response> {
  const answer = await fetch(request).catch(() => Response.error())
  if (answer.ok || answer.type === 'opaqueredirect') return answer
  return (await caches.match(page, { ignoreVary: true })) ?? answer
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
  await Promise.all(names.filter((name) => name.startsWith('mitra-') && name !== cacheName).map((name) => caches.delete(name)))
}

function hash(text: string): string {
  let value = 5381
  for (const character of text) value = (value * 33) ^ character.charCodeAt(0)
  return (value >>> 0).toString(36)
}
