import { useBestie } from '@bestie/ui/bestie'
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import { type Availability, type AvailabilityWatch, createAvailability } from './availability'

export const AvailabilityContext = createContext<AvailabilityWatch | null>(null)

/** Polls while home is open and in the foreground. */
export function useAvailabilityWatch(): AvailabilityWatch {
  const { api, connection } = useBestie()
  const [watch] = useState(() =>
    createAvailability({
      read: (signal) =>
        api.get<{ available: boolean }>('/api/client/mitra-availability', { signal }).then((answer) => answer.available === true),
    }),
  )

  useEffect(() => {
    const inForeground = () => document.visibilityState === 'visible'
    const onVisibility = () => (inForeground() ? watch.poll() : watch.stop())
    let connected = connection.state() === 'connected'
    // A lost connection is the first sign that the server or network is gone: poll at once instead of waiting.
    const stopListening = connection.subscribe(() => {
      const wasConnected = connected
      connected = connection.state() === 'connected'
      if (wasConnected && !connected && inForeground()) watch.poll()
    })
    onVisibility()
    document.addEventListener('visibilitychange', onVisibility)
    return () => {
      document.removeEventListener('visibilitychange', onVisibility)
      stopListening()
      watch.stop()
    }
  }, [watch, connection])
  return watch
}

/** Re-renders only when the answer changes. */
export function useAvailability(): Availability {
  const watch = useContext(AvailabilityContext)
  if (!watch) throw new Error('availability is known on home only')
  return useSyncExternalStore(watch.subscribe, watch.get)
}
