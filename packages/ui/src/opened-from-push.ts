import { useEffect, useEffectEvent } from 'react'
import type { OpenPlace } from './push-worker'

/**
 * Opens the address of a tapped notification while the app is open. Closes the app's notifications when its page becomes visible.
 */
export function useOpenedFromPush(open: (path: string) => void): void {
  const latest = useEffectEvent(open)
  useEffect(() => {
    const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined
    if (!workers) return
    const hear = ({ data }: MessageEvent<OpenPlace | undefined>) => {
      if (data?.type === 'open_place' && data.path !== location.pathname) latest(data.path)
    }
    const clear = () => {
      if (document.visibilityState === 'visible') void closeNotifications(workers)
    }
    workers.addEventListener('message', hear)
    document.addEventListener('visibilitychange', clear)
    clear()
    return () => {
      workers.removeEventListener('message', hear)
      document.removeEventListener('visibilitychange', clear)
    }
  }, [])
}

async function closeNotifications(workers: ServiceWorkerContainer): Promise<void> {
  const registration = await workers.getRegistration().catch(() => undefined)
  // Until the mitra app's own worker is installed, the customer app's worker would answer.
  if (!registration?.scope.endsWith(import.meta.env.BASE_URL)) return
  for (const notification of await registration.getNotifications()) notification.close()
}
