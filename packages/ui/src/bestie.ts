import type { Me } from '@bestie/contracts/auth'
import type { SenderRole } from '@bestie/contracts/chat'
import type { ServerEventName, ServerToApp } from '@bestie/contracts/events'
import type { Language } from '@bestie/contracts/values'
import { useQuery } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import { type App, createApp, useSession } from './app'
import { type Connection, type ConnectionState, createConnection } from './connection'
import { createOutgoing, type Outgoing } from './outgoing'
import { personProblems } from './problem/texts'
import { forgetPush } from './push/push'
import { stored } from './stored'
import { adoptLanguage, switchLanguage } from './texts'
import { unsentKey } from './unsent'

/** What every screen of an app in which people talk is built on. */
export type Bestie = App & {
  role: SenderRole
  /** Where this role's part of the API begins. */
  prefix: '/api/client' | '/api/mitra'
  connection: Connection
  outgoing: Outgoing
}

/** Makes the app's one session, API, connection and list of unsent messages. */
export function createBestie(role: SenderRole): Bestie {
  // Paths begin with a slash, and an origin that was copied from a browser ends with one.
  const baseUrl = (import.meta.env.VITE_API_BASE_URL ?? '').replace(/\/$/, '')
  const app = createApp(`bestie.${role}`, { baseUrl, problems: personProblems })
  const connection = createConnection({ baseUrl, session: app.session })
  const outgoing = createOutgoing({
    line: connection,
    storage: stored,
    prefix: () => {
      const user = app.session.get()?.user
      return user ? unsentKey(app.storageKey, 'outbox', user.id) : null
    },
  })
  return { ...app, role, prefix: role === 'customer' ? '/api/client' : '/api/mitra', connection, outgoing }
}

export const BestieContext = createContext<Bestie | null>(null)

/** The app around this screen, with its connection and unsent messages; throws outside `<AppRoot>`. */
export function useBestie(): Bestie {
  const bestie = useContext(BestieContext)
  if (!bestie) throw new Error('a screen outside <AppRoot>')
  return bestie
}

/** The state of the socket; renders again when it changes. */
export function useConnectionState(): ConnectionState {
  const { connection } = useBestie()
  return useSyncExternalStore(connection.subscribe, connection.state)
}

/** Handles an event of the server. Events are hints: read the stored state where it matters. */
export function useServerEvent<Name extends ServerEventName>(name: Name, handler: ServerToApp[Name]): void {
  const { connection } = useBestie()
  const latest = useEffectEvent(handler as (data: unknown) => void)
  useEffect(() => connection.on(name, ((data: unknown) => latest(data)) as ServerToApp[Name]), [connection, name])
}

/** Reads again each time the connection is up: events may have been missed. */
export function useReconnect(handler: () => void): void {
  const { connection } = useBestie()
  const latest = useEffectEvent(handler)
  useEffect(() => connection.onReconnect(() => latest()), [connection])
}

/** Switches the language on this device and, when signed in, for the account. */
export function useChooseLanguage(): (language: Language) => void {
  const bestie = useBestie()
  return (language) => {
    switchLanguage(language)
    const user = bestie.session.get()?.user
    if (user) tellLanguage(bestie, user.id, language)
  }
}

/**
 * Once the account is known, a device without a choice takes over its language,
 * and a choice that was made here and has not reached the account is told again.
 */
export function useAccountLanguage(): void {
  const bestie = useBestie()
  const { api } = bestie
  const { data: me } = useQuery({
    queryKey: ['me'],
    queryFn: () => api.get<Me>('/api/me'),
    staleTime: 60_000,
    enabled: useSession() !== null,
  })
  useEffect(() => {
    if (!me) return
    const untold = stored.read(untoldLanguageKey(bestie, me.id))
    if (untold === 'id' || untold === 'en') tellLanguage(bestie, me.id, untold)
    else adoptLanguage(me.language)
  }, [me, bestie])
}

const untoldLanguageKey = ({ storageKey }: Bestie, userId: string) => `${storageKey}.untold-language.${userId}`

/** Tells the account the chosen language, which is kept until it has arrived. */
function tellLanguage(bestie: Bestie, userId: string, language: Language): void {
  const key = untoldLanguageKey(bestie, userId)
  stored.write(key, language)
  bestie.api
    .patch<Me>('/api/me', { language })
    .then((me) => {
      if (stored.read(key) === language) stored.remove(key)
      bestie.queries.setQueryData(['me'], me)
    })
    .catch(() => {})
}

/** Signs out on this device at once; tells the server if it can be reached. */
export function useSignOut(): () => void {
  const { api, session, storageKey } = useBestie()
  return () => {
    forgetPush(api, storageKey)
    api.post('/api/auth/sign-out').catch(() => {})
    session.signOut()
  }
}
