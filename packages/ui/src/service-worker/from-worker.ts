import { useEffect, useEffectEvent } from 'react'
import type { WorkerMessage } from '../push/push-worker'

/** The page's service workers, or undefined where none can run: over plain http in a local network. */
export const serviceWorkers = () => navigator.serviceWorker as ServiceWorkerContainer | undefined

/** Calls `hear` with each message of the app's service worker to this window. */
export function useWorkerMessage(hear: (message: WorkerMessage) => void): void {
  const latest = useEffectEvent(hear)
  useEffect(() => {
    const workers = serviceWorkers()
    const receive = ({ data }: MessageEvent<WorkerMessage | undefined>) => data && latest(data)
    workers?.addEventListener('message', receive)
    return () => workers?.removeEventListener('message', receive)
  }, [])
}
