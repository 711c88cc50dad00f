import type { Role } from '@bestie/contracts/auth'
import { stored } from './stored'
import { forgetUnsent } from './unsent'

export type Session = { token: string; user: { id: string; role: Role } }

export type SessionStore = {
  get(): Session | null
  signIn(session: Session): void
  signOut(): void
  subscribe(watcher: () => void): () => void
}

/** Who is signed in to one app. Each app has its own `storageKey`, so that a customer and a mitra can use one browser. */
export function createSession(storageKey: string): SessionStore {
  const key = `${storageKey}.session`
  let current = parse(stored.read(key))
  const watchers = new Set<() => void>()
  const become = (session: Session | null) => {
    current = session
    for (const watcher of watchers) watcher()
  }

  // Signing in or out in another tab applies to this one too.
  globalThis.addEventListener?.('storage', (event) => {
    if ((event as StorageEvent).key === key) become(parse((event as StorageEvent).newValue))
  })

  return {
    get: () => current,
    signIn(session) {
      stored.write(key, JSON.stringify(session))
      become(session)
    },
    signOut() {
      const userId = current?.user.id
      stored.remove(key)
      become(null)
      if (userId !== undefined) forgetUnsent(storageKey, userId)
    },
    subscribe(watcher) {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
  }
}

function parse(text: string | null): Session | null {
  try {
    const session = JSON.parse(text ?? 'null') as Session | null
    return session && typeof session.token === 'string' && session.user ? session : null
  } catch {
    return null
  }
}
