import type { SignedIn } from '@bestie/contracts/auth'
import { stored } from './stored'
import { forgetUnsent } from './unsent'

/** A sign-in as it is kept on the device. */
export type Session = SignedIn

export type SessionStore = {
  get(): Session | null
  /** Whether the last sign-in ended without a sign-out. */
  hasEnded(): boolean
  signIn(session: Session): void
  signOut(): void
  /** Ends the sign-in whose token the server refused, not one that has replaced it meanwhile. */
  end(refusedToken: string | undefined): void
  subscribe(watcher: () => void): () => void
}

/** Stored in place of a session that the server ended, so that every tab can tell its user, also after a reload. */
const ended = 'ended'

/** Who is signed in to one app. Each app has its own `storageKey`, so that a customer and a mitra can use one browser. */
export function createSession(storageKey: string): SessionStore {
  const key = `${storageKey}.session`
  let text = stored.read(key)
  let current = parse(text)
  const watchers = new Set<() => void>()
  const become = (next: string | null) => {
    text = next
    current = parse(next)
    for (const watcher of watchers) watcher()
  }
  const leave = (next: typeof ended | null) => {
    const userId = current?.user.id
    if (next === null) stored.remove(key)
    else stored.write(key, next)
    become(next)
    if (userId !== undefined) forgetUnsent(storageKey, userId)
  }

  // Signing in or out in another tab applies to this one too.
  globalThis.addEventListener?.('storage', (event) => {
    if ((event as StorageEvent).key === key) become((event as StorageEvent).newValue)
  })

  return {
    get: () => current,
    hasEnded: () => text === ended,
    signIn(session) {
      const next = JSON.stringify(session)
      stored.write(key, next)
      become(next)
    },
    signOut: () => leave(null),
    end(refusedToken) {
      if (current !== null && current.token === refusedToken) leave(ended)
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
