import { QueryClient, type RefetchOptions, type RefetchQueryFilters } from '@tanstack/react-query'
import { createContext, useContext, useSyncExternalStore } from 'react'
import { type Api, ApiProblem, createApi } from './api'
import type { ProblemCode } from './problem/texts'
import { createSession, type Session, type SessionStore } from './session'
import { restoreLanguage, type Texts } from './texts'

/** What every app is built on. */
export type App = {
  /** Prefix of everything this app stores in the browser. */
  storageKey: string
  session: SessionStore
  api: Api
  queries: QueryClient
  /** What refusals mean to this app's readers. */
  problems: Texts<Partial<Record<ProblemCode, string>>>
}

type Options = { /** The API's origin; '' is the page's own. */ baseUrl?: string; problems: App['problems'] }

/** Makes the app's one session, API and query cache, and restores its language. */
export function createApp(storageKey: string, { baseUrl = '', problems }: Options): App {
  restoreLanguage(`${storageKey}.language`)
  const session = createSession(storageKey)
  const queries = new Queries({
    defaultOptions: {
      queries: {
        // Being offline is an error to show, not a reason to wait silently.
        networkMode: 'always',
        retry: (count, problem) => count < 2 && problem instanceof ApiProblem && (problem.status === 0 || problem.status >= 500),
        retryDelay: 1_000,
      },
      // Their answers, and what was written for them, go with their screen: the default keeps both in memory for five minutes.
      mutations: { networkMode: 'always', gcTime: 1_000 },
    },
  })
  return { storageKey, session, api: createApi({ baseUrl, session }), queries, problems }
}

/**
 * To read again, the library waits for a first read that is under way and takes its answer, which may be
 * older than the event that asks for it. Such a query is read once more: several events share that reading.
 */
class Queries extends QueryClient {
  override async refetchQueries(filters?: RefetchQueryFilters, options?: RefetchOptions): Promise<void> {
    const known = this.getQueryCache().findAll(filters)
    const first = known.filter(({ state }) => state.fetchStatus === 'fetching' && state.data === undefined)
    await super.refetchQueries(filters, options)
    const predicate = (query: (typeof first)[number]) => first.includes(query) && query.state.data !== undefined
    await super.refetchQueries({ ...filters, predicate }, { ...options, cancelRefetch: false })
  }
}

export const AppContext = createContext<App | null>(null)

/** The app around this screen; throws outside `<AppFoundation>`. */
export function useApp(): App {
  const app = useContext(AppContext)
  if (!app) throw new Error('a screen outside <AppFoundation>')
  return app
}

/** Who is signed in, or null. */
export function useSession(): Session | null {
  const { session } = useApp()
  return useSyncExternalStore(session.subscribe, session.get)
}
