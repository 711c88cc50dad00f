import { useTexts } from '@bestie/ui/texts'
import { useEffect, useRef } from 'react'
import type { RequestQueue } from './request-queue'
import { ring, unlockSound } from './ring'
import { requestTexts } from './texts'

/** Announces a new request by sound, vibration and the tab's title, even while the mitra looks elsewhere. */
export function useRing(queue: RequestQueue) {
  const t = useTexts(requestTexts)
  const heard = useRef<ReadonlySet<string>>(new Set())
  const waiting = queue.cards.length

  useEffect(unlockSound, [])

  useEffect(() => {
    if (queue.cards.some((card) => !heard.current.has(card.chat_session_id))) ring()
    heard.current = new Set(queue.cards.map((card) => card.chat_session_id))
  }, [queue.cards])

  useTitle(waiting === 0 ? null : `(${waiting}) ${waiting === 1 ? t.newRequest : t.waiting(waiting)}`)
}

/** Replaces the page's title, which each screen sets when it opens, for as long as `title` is not null. */
function useTitle(title: string | null) {
  useEffect(() => {
    if (title === null) return
    let covered = document.title
    const cover = () => {
      if (document.title !== title) covered = document.title
      document.title = title
    }
    cover()
    const timer = setInterval(cover, 1000)
    return () => {
      clearInterval(timer)
      if (document.title === title) document.title = covered
    }
  }, [title])
}
