import { useApp, useSession } from '@bestie/ui/app'
import { useEffect, useRef, useState } from 'react'

/** In this tab's memory alone: it may be about a person, so it lies nowhere in the browser's storage. */
const unfinished = new Map<string, string>()

/**
 * A text that an operator writes, and the way to change it, like `useState`. If their sign-in ends meanwhile, the dialog goes with
 * the page; the text is there again when they have signed in and open it under the same `draftKey`. Nobody else sees it.
 */
export function useDraft(draftKey: string) {
  const { session } = useApp()
  const operatorId = useSession()?.user.id
  const [key] = useState(`${operatorId} ${draftKey}`)
  const draft = useState(() => unfinished.get(key) ?? '')
  const latest = useRef(draft[0])
  useEffect(() => {
    latest.current = draft[0]
  })
  useEffect(
    () => () => {
      if (session.hasEnded()) unfinished.set(key, latest.current)
      else unfinished.delete(key)
    },
    [session, key],
  )
  return draft
}
