import { useEffect } from 'react'
import { serviceWorkers, useWorkerMessage } from '../service-worker/from-worker'

/**
 * Opens the address of a tapped notification while the app is open. Closes the app's notifications when its page becomes visible.
 */
export function useOpenedFromPush(open: (path: string) => void): void {
  useWorkerMessage((message) => {
    if (message.type === 'open_place' && message.path !== location.pathname) open(message.path)
  })
  useEffect(() => {
    const workers = serviceWorkers()
    if (!workers) return
    const clear = () => {
      if (document.visibilityState === 'visible') void closeNotifications(workers)
    }
    document.addEventListener('visibilitychange', clear)
    clear()
    return () => document.removeEventListener('visibilitychange', clear)
  }, [])
}

async function closeNotifications(workers: ServiceWorkerContainer): Promise<void> {
  const registration = await workers.getRegistration().catch(() => undefined)
  // Until the mitra app's own worker is installed, the customer app's worker would answer.
  if (!registration?.scope.endsWith(import.meta.env.BASE_URL)) return
  for (const notification of await registration.getNotifications()) notification.close()
}
