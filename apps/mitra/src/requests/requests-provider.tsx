import type { MitraChat } from '@bestie/contracts/chat'
import type { RequestCard } from '@bestie/contracts/pairing'
import { ApiProblem, isUnanswered } from '@bestie/ui/api'
import { useBestie, useServerEvent } from '@bestie/ui/bestie'
import { serverNow } from '@bestie/ui/server-clock'
import { storedInTab } from '@bestie/ui/stored'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { createContext, type ReactNode, use, useCallback, useEffect, useReducer, useRef, useState } from 'react'
import { toChat } from '../chat/to-chat'
import { useCurrentChats } from '../chat/use-current-chats'
import { keys } from '../keys'
import { useMitraStatus } from '../status/use-mitra-status'
import {
  type Answer,
  cardInFront,
  emptyQueue,
  type QueuedRequest,
  type RequestEvent,
  type RequestQueue,
  requestQueue,
} from './request-queue'
import { useRing } from './use-ring'
import { useWaitingTitle } from './use-waiting-title'

type Requests = {
  queue: RequestQueue
  /** Why the list of open requests could not be read: only the socket's events are then known. */
  problem: Error | null
  readAgain: () => void
  answer: (id: string, answer: Answer) => Promise<void>
  putAside: (id: string) => void
  bringBack: (id: string) => void
  seeNotice: () => void
}

const RequestsContext = createContext<Requests | null>(null)

/** The open requests of the signed-in mitra, and the actions on them. */
export function useRequests(): Requests {
  const requests = use(RequestsContext)
  if (!requests) throw new Error('useRequests is used outside RequestsProvider')
  return requests
}

/** The request that covers the screen now, if any. */
export function useCardInFront(): QueuedRequest | undefined {
  return cardInFront(useRequests().queue)
}

/** Keeps the queue of open requests in step with the server on every screen. */
export function RequestsProvider({ children }: { children: ReactNode }) {
  const { api, storageKey } = useBestie()
  const asideKey = `${storageKey}.put-aside`
  const [queue, happen] = useReducer(requestQueue, asideKey, beginQueue)
  useKeepAside(queue, asideKey)
  const step = useRef(0)
  useEffect(() => {
    step.current = queue.step
  })

  const list = useQuery({
    queryKey: keys.requests,
    queryFn: async () => {
      const askedAt = step.current
      const { items } = await api.get<{ items: RequestCard[] }>('/api/mitra/requests')
      return { askedAt, items }
    },
  })
  useEffect(() => {
    if (list.data) happen({ type: 'listed', cards: list.data.items, askedAt: list.data.askedAt, now: serverNow() })
  }, [list.data])

  useServerEvent('chat_request', (card) => happen({ type: 'opened', card }))
  useServerEvent('chat_request_closed', ({ chat_session_id, reason }) => happen({ type: 'closed', id: chat_session_id, reason }))
  usePlaces(happen)
  useDeadlines(queue, happen)
  useRing(queue)
  useWaitingTitle(queue.cards.length)

  const answer = useAnswer(happen)
  const putAside = useCallback((id: string) => happen({ type: 'put_aside', id }), [])
  const bringBack = useCallback((id: string) => happen({ type: 'brought_back', id }), [])
  const seeNotice = useCallback(() => happen({ type: 'notice_seen' }), [])

  return (
    <RequestsContext
      value={{ queue, problem: list.error, readAgain: () => list.refetch(), answer, putAside, bringBack, seeNotice }}
    >
      {children}
    </RequestsContext>
  )
}

type Happen = (event: RequestEvent) => void

/** Keeps in this tab what was put aside, so that it does not cover the screen again after a reload. */
function useKeepAside({ aside }: RequestQueue, key: string) {
  useEffect(() => {
    if (aside.size > 0) storedInTab.write(key, [...aside].join(' '))
    else storedInTab.remove(key)
  }, [aside, key])
}

const beginQueue = (key: string): RequestQueue => ({ ...emptyQueue, aside: new Set(storedInTab.read(key)?.split(' ')) })

/** Tells the queue how many more customers the server lets this mitra accept. */
function usePlaces(happen: Happen) {
  const { data: status, dataUpdatedAt } = useMitraStatus()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a read that repeats the last count still corrects what was counted since.
  useEffect(() => {
    if (status) happen({ type: 'places', places: status.max_customers - status.live_customers })
  }, [status, dataUpdatedAt, happen])
}

/** Drops cards at their deadline. The server decides by its own clock what the deadline means; the app sends nothing. */
function useDeadlines(queue: RequestQueue, happen: Happen) {
  const waiting = queue.cards.length > 0
  useEffect(() => {
    if (!waiting) return
    const timer = setInterval(() => happen({ type: 'clock', now: serverNow() }), 200)
    return () => clearInterval(timer)
  }, [waiting, happen])
}

/** Sends one answer per card, however often it is tapped, and opens the chat after an accept. */
function useAnswer(happen: Happen) {
  const { api, queries } = useBestie()
  const navigate = useNavigate()
  const underWay = useRef(new Set<string>())
  const noteUnheard = useUnheardAccept()

  return useCallback(
    async (id: string, answer: Answer) => {
      if (underWay.current.has(id)) return
      underWay.current.add(id)
      happen({ type: 'answering', id, answer })
      try {
        if (answer === 'accept') {
          const chat = await api.post<MitraChat>(`/api/mitra/requests/${id}/accept`)
          queries.setQueryData(keys.chat(id), chat)
          void queries.invalidateQueries({ queryKey: keys.current })
          void queries.invalidateQueries({ queryKey: keys.status })
          void navigate(toChat(id))
        } else {
          await api.post(`/api/mitra/requests/${id}/decline`)
        }
        happen({ type: 'answered', id })
      } catch (problem) {
        happen({ type: 'refused', id, code: problem instanceof ApiProblem ? problem.code : 'network' })
        if (answer === 'accept' && isUnanswered(problem)) noteUnheard(id)
      } finally {
        underWay.current.delete(id)
      }
    },
    [happen, api, queries, navigate, noteUnheard],
  )
}

/**
 * An accept whose answer was lost on the way may have taken effect: its chat then opens
 * once it is read, since the customer waits there and no card tells of it any more.
 */
function useUnheardAccept() {
  const { queries } = useBestie()
  const navigate = useNavigate()
  const [unheard, setUnheard] = useState<string | null>(null)
  const { data: chats } = useCurrentChats()
  useEffect(() => {
    const chat = chats?.find((each) => each.chat_session_id === unheard)
    if (!chat) return
    setUnheard(null)
    void navigate(toChat(chat.chat_session_id))
  }, [chats, unheard, navigate])
  return useCallback(
    (id: string) => {
      setUnheard(id)
      void queries.invalidateQueries({ queryKey: keys.current })
    },
    [queries],
  )
}
