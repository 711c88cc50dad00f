import type { CustomerChat } from '@bestie/contracts/chat'
import type { Payment } from '@bestie/contracts/payment'
import { useBestie } from '@bestie/ui/bestie'
import { useQuery } from '@tanstack/react-query'
import { useRouterState } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { currentQuery, paymentQuery } from '../shell/queries'

/** How a search ended, and the screen that it leads to, if any. */
export type SearchNews =
  | { kind: 'found'; path: string; name: string | null }
  | { kind: 'unavailable'; path: string }
  | { kind: 'failed'; path: null }

/**
 * Tells how a search ended, if this app knew that it was under way and its own screen was not open to tell. The stored
 * state decides, not the events: some may have been missed. Returns the news, and a way to put it aside.
 */
export function useSearchNews() {
  const { api, queries } = useBestie()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const { data: current } = useQuery(currentQuery(api))
  const [news, setNews] = useState<SearchNews | null>(null)
  const underWay = useRef<string[]>([])

  const note = useEffectEvent((chats: CustomerChat[]) => {
    const searching = chats.filter((chat) => chat.status === 'searching').map((chat) => chat.payment_session_id ?? '')
    const over = underWay.current.filter((paymentId) => !searching.includes(paymentId))
    underWay.current = searching
    setNews((now) => (now?.kind === 'found' && !chats.some((chat) => toChat(chat) === now.path) ? null : now))
    if (isSearchScreen(path)) return
    for (const paymentId of over) {
      const chat = chats.find((each) => each.payment_session_id === paymentId)
      if (chat) setNews({ kind: 'found', path: toChat(chat), name: chat.mitra?.display_name ?? null })
      else queries.fetchQuery(paymentQuery(api, paymentId)).then(noteEnd, () => {})
    }
  })
  const noteEnd = (payment: Payment) => {
    if (payment.status === 'failed_pairing' && payment.cause_tag !== 'customer_cancelled') {
      setNews({ kind: 'failed', path: null })
    } else if (payment.status === 'confirmed' && payment.chat_session_id === null) {
      setNews({ kind: 'unavailable', path: `/returning/${payment.payment_session_id}` })
    }
  }
  useEffect(() => {
    if (current) note(current.items)
  }, [current])
  // A customer who is there needs no way there.
  const isThere = news !== null && (path === news.path || isSearchScreen(path))
  useEffect(() => {
    if (isThere) setNews(null)
  }, [isThere])

  return { news: isThere ? null : news, close: () => setNews(null) }
}

const toChat = (chat: CustomerChat) => `/chat/${chat.chat_session_id}`
const isSearchScreen = (path: string) => /^\/(searching|returning)\//.test(path)
