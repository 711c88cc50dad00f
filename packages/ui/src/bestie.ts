import type { Me } from '@bestie/contracts/auth'
import type { SenderRole } from '@bestie/contracts/chat'
import type { ServerEventName, ServerToApp } from '@bestie/contracts/events'
import type { Language } from '@bestie/contracts/values'
import { QueryClient } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import { type Api, ApiProblem, createApi } from './api'
import { type Connection, type ConnectionState, createConnection } from './connection'
import { createOutgoing, type Outgoing } from './outgoing'
import { forgetPush } from './push'
import { createSession, type Session, type SessionStore } from './session'
import { stored } from './stored'
import { restoreLanguage, switchLanguage } from './texts'

/** What every screen of an app stands on. */
export type Bestie = {
  role: SenderRole
  /** Where this role's part of the API begins. */
  prefix: '/api/client' | '/api/mitra'
  /** Prefix of everything this app stores in the browser. */
  storageKey: string
  session: SessionStore
  api: Api
  connection: Connection
  outgoing: Outgoing
  queries: QueryClient
}

/** Make the one set of session, API, line and outbox of an app. */
export function createBestie(role: SenderRole): Bestie {
  const storageKey = `bestie.${role}`
  const baseUrl = import.meta.env.VITE_API_BASE_URL ?? ''
  restoreLanguage(`${storageKey}.language`)
  const session = createSession(`${storageKey}.session`)
  const api = createApi({ baseUrl, session })
  const connection = createConnection({ baseUrl, session })
  const outgoing = createOutgoing({
    line: connection,
    storage: stored,
    prefix: () => {
      const user = session.get()?.user
      return user ? `${storageKey}.outbox.${user.id}.` : null
    },
  })
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        // Being offline is an error to show, not a reason to wait silently.
        networkMode: 'always',
        retry: (count, problem) => count < 2 && problem instanceof ApiProblem && (problem.status === 0 || problem.status >= 500),
        retryDelay: 1_000,
      },
      mutations: { networkMode: 'always' },
    },
  })
  return {
    role,
    prefix: role === 'customer' ? '/api/client' : '/api/mitra',
    storageKey,
    session,
    api,
    connection,
    outgoing,
    queries,
  }
}

export const BestieContext = createContext<Bestie | null>(null)

export function useBestie(): Bestie {
  const bestie = useContext(BestieContext)
  if (!bestie) throw new Error('a screen outside <AppRoot>')
  return bestie
}

/** Who is signed in, or null. */
export function useSession(): Session | null {
  const { session } = useBestie()
  return useSyncExternalStore(session.subscribe, session.get)
}

export function useConnectionState(): ConnectionState {
  const { connection } = useBestie()
  return useSyncExternalStore(connection.subscribe, connection.state)
}

/** Hear what the server tells. Events are hints: read the truth where it matters. */
export function useServerEvent<Name extends ServerEventName>(name: Name, handler: ServerToApp[Name]): void {
  const { connection } = useBestie()
  const latest = useEffectEvent(handler as (data: unknown) => void)
  useEffect(() => connection.on(name, ((data: unknown) => latest(data)) as ServerToApp[Name]), [connection, name])
}

/** Read again whenever the line is up (again): events may have been missed. */
export function useReconnect(handler: () => void): void {
  const { connection } = useBestie()
  const latest = useEffectEvent(handler)
  useEffect(() => connection.onReconnect(() => latest()), [connection])
}

/** Switch the language here and, when signed in, for the account. */
export function useChooseLanguage(): (language: Language) => void {
  const { api, session, queries } = useBestie()
  return (language) => {
    switchLanguage(language)
    if (!session.get()) return
    api
      .patch<Me>('/api/me', { language })
      .then((me) => queries.setQueryData(['me'], me))
      .catch(() => {})
  }
}

/** Sign out here at once; the server is told as well as can be. */
export function useSignOut(): () => void {
  const { api, session, storageKey } = useBestie()
  return () => {
    forgetPush(api, storageKey)
    api.post('/api/auth/sign-out').catch(() => {})
    session.signOut()
  }
}
