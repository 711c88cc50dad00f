import { codeValidMinutes } from '@bestie/contracts/limits'
import { useState } from 'react'
import { useApp } from '../app'
import { storedInTab } from '../stored'
import type { Destination } from './destination-step'

/**
 * Where the code was sent, or null. Kept for as long as the code is valid: a phone may
 * discard the tab while its user looks the code up, and the page then loads anew.
 */
export function useSentTo(): [Destination | null, (destination: Destination | null) => void] {
  const key = `${useApp().storageKey}.code-sent`
  const [sentTo, setSentTo] = useState(() => parse(storedInTab.read(key)))
  return [
    sentTo,
    (destination) => {
      if (destination === null) storedInTab.remove(key)
      else storedInTab.write(key, JSON.stringify({ destination, until: Date.now() + codeValidMinutes * 60_000 }))
      setSentTo(destination)
    },
  ]
}

function parse(text: string | null): Destination | null {
  const kept = JSON.parse(text ?? 'null') as { destination: Destination; until: number } | null
  return kept && Date.now() < kept.until ? kept.destination : null
}
