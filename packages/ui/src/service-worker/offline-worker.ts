declare const self: ServiceWorkerGlobalScope

/** A file of the build: `revision` is null where its name changes with its content. */
export type BuiltFile = { url: string; revision: string | null }

type App = {
  /** Begins the names of the app's caches. */
  name: string
  files: readonly BuiltFile[]
  /** The path of the app's one page. */
  page: string
  /** Whether a path is a screen of this app: the apps share an origin with each other and with the API. */
  isMine: (path: string) => boolean
}

/** How long the network may take to bring the page, in ms, while the phone has one that works. */
const patience = 3_000

/** Keeps the app on the phone: it opens without a network, and over one that carries nothing. */
export function keepOffline({ name, files, page, isMine }: App): void {
  /** A file listed twice would make the whole installation fail. */
  const urls = [...new Set(files.map((file) => new URL(file.url, self.registration.scope).href))]
  /** The list of built files names the version: a new build gets its own cache. */
  const cacheName = `${name}-${hash(files.map((file) => `${file.url}${file.revision}`).join())}`

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
      if (isMine(url.pathname)) event.respondWith(newestPage(request))
    } else if (urls.includes(url.href)) {
      event.respondWith(cachedFirst(request))
    }
  })

  /** Takes the page from the network, so that a new version shows at once; from the cache if there is no good answer soon. */
  async function newestPage(request: Request): Promise<Response> {
    const answer = fetch(request).catch(() => Response.error())
    const soon = await Promise.race([answer, new Promise<undefined>((resolve) => setTimeout(resolve, patience))])
    if (soon?.ok || soon?.type === 'opaqueredirect') return soon
    return (await caches.match(page, { ignoreVary: true })) ?? answer
  }

  async function dropOldCaches(): Promise<void> {
    const names = await caches.keys()
    await Promise.all(names.filter((old) => old.startsWith(`${name}-`) && old !== cacheName).map((old) => caches.delete(old)))
  }
}

/**
 * Built files carry their hash in their name: a cached file never changes. The server's `Vary:
 * Origin` does not concern them, and would keep the page's own scripts from being found.
 */
async function cachedFirst(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request)
}

function hash(text: string): string {
  let value = 5381
  for (const character of text) value = (value * 33) ^ character.charCodeAt(0)
  return (value >>> 0).toString(36)
}
