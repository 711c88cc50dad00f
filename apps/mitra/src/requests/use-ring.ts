import { useEffect, useRef } from 'react'
import type { RequestQueue } from './request-queue'
import { ring, unlockSound } from './ring'

/** Announces a new request by sound and vibration, even while the mitra looks elsewhere. */
export function useRing(queue: RequestQueue) {
  const heard = useRef<ReadonlySet<string>>(new Set())

  useEffect(unlockSound, [])

  useEffect(() => {
    if (queue.cards.some((card) => !heard.current.has(card.chat_session_id))) ring()
    heard.current = new Set(queue.cards.map((card) => card.chat_session_id))
  }, [queue.cards])
}
