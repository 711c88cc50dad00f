import { useApp, useSession } from '@bestie/ui/app'
import { useEffect, useRef, useState } from 'react'

/** In this tab's memory alone: it may be about a person, so it lies nowhere in the browser's storage. */
const unfinished = new Map<string, string>()

/**
 * A text that an operator writes for this command. If their sign-in ends meanwhile, the dialog goes with the page; the text is
 * there again when they have signed in and come back to it. Whoever signs in instead does not see it.
 */
export function useDraft(command: string) {
  const { session } = useApp()
  const operatorId = useSession()?.user.id
  const [key] = useState(`${operatorId} ${command}`)
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
