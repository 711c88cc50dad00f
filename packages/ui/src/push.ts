import type { PushKey } from '@bestie/contracts/push'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Api } from './api'
import { useBestie, useSession } from './bestie'
import { stored } from './stored'

/** Where this browser stands with notifications of this app. */
export type PushState = 'unsupported' | 'blocked' | 'off' | 'on'
/** What came of switching them on. */
type Outcome = 'on' | 'off' | 'refused' | 'failed'

const subscriptionsPath = '/api/push/subscriptions'
/** The endpoint that the server was told, for as long as notifications are on. */
const endpointKey = (storageKey: string) => `${storageKey}.push`

/** Notifications of this app on this device, and the way to switch them on (from a tap only) and off. */
export function usePush() {
  const { api, queries, storageKey } = useBestie()
  const { data: state } = useQuery({ queryKey: ['push'], queryFn: () => pushState(storageKey) })
  const turn = useMutation({
    mutationFn: (on: boolean): Promise<Outcome> => (on ? switchOn(api, storageKey) : switchOff(api, storageKey)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['push'] }),
  })
  return { state, turn }
}

/** A browser may change its subscription between two visits: what was switched on is told to the server anew. */
export function useKeepPush(): void {
  const { api, queries, storageKey } = useBestie()
  const userId = useSession()?.user.id ?? null
  useEffect(() => {
    if (userId === null || stored.read(endpointKey(storageKey)) === null || permission() !== 'granted') return
    subscribe(api, storageKey)
      .then(() => queries.invalidateQueries({ queryKey: ['push'] }))
      .catch(() => {})
  }, [userId, api, queries, storageKey])
}

/** Whoever signs out gets no more notifications here. The request carries the token of now, so it comes before that goes. */
export function forgetPush(api: Api, storageKey: string): void {
  const endpoint = stored.read(endpointKey(storageKey))
  if (endpoint === null) return
  stored.remove(endpointKey(storageKey))
  api.delete(subscriptionsPath, { endpoint }).catch(() => {})
  void dropSubscription().catch(() => {})
}

function pushState(storageKey: string): PushState {
  const allowed = permission()
  if (allowed === 'unsupported') return 'unsupported'
  if (allowed === 'denied') return 'blocked'
  return allowed === 'granted' && stored.read(endpointKey(storageKey)) !== null ? 'on' : 'off'
}

/** Service workers and push exist on secure origins only: plain http in a local network has neither. */
const permission = (): NotificationPermission | 'unsupported' =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window && import.meta.env.PROD
    ? Notification.permission
    : 'unsupported'

async function switchOn(api: Api, storageKey: string): Promise<Outcome> {
  if ((await Notification.requestPermission()) !== 'granted') return 'refused'
  try {
    await subscribe(api, storageKey)
    return 'on'
  } catch {
    return 'failed'
  }
}

async function switchOff(api: Api, storageKey: string): Promise<Outcome> {
  const endpoint = stored.read(endpointKey(storageKey))
  stored.remove(endpointKey(storageKey))
  // Either of the two suffices: the server drops a subscription that the browser's push service calls gone.
  const [told, dropped] = await Promise.allSettled([
    api.delete(subscriptionsPath, { endpoint: endpoint ?? '' }),
    dropSubscription(),
  ])
  return told.status === 'rejected' && dropped.status === 'rejected' ? 'failed' : 'off'
}

async function subscribe(api: Api, storageKey: string): Promise<void> {
  const { public_key } = await api.get<PushKey>('/api/push/key')
  const { pushManager } = await ownRegistration()
  const options = { userVisibleOnly: true, applicationServerKey: public_key }
  const subscription = await pushManager.subscribe(options).catch(async () => {
    // One made with another key stands in the way.
    await (await pushManager.getSubscription())?.unsubscribe()
    return await pushManager.subscribe(options)
  })
  const { endpoint = '', expirationTime = null, keys = {} } = subscription.toJSON()
  await api.post(subscriptionsPath, { endpoint, expirationTime, keys })
  stored.write(endpointKey(storageKey), endpoint)
}

async function dropSubscription(): Promise<void> {
  const { pushManager } = await ownRegistration()
  await (await pushManager.getSubscription())?.unsubscribe()
}

/** This app's own worker: the customer's, whose scope is the whole origin, must not get what is meant for a mitra. */
async function ownRegistration(): Promise<ServiceWorkerRegistration> {
  const scope = import.meta.env.BASE_URL
  const registration = await navigator.serviceWorker.register(`${scope}service-worker.js`, { scope })
  const worker = registration.active ?? registration.waiting ?? registration.installing
  if (worker && worker.state !== 'activated') {
    await new Promise<void>((resolve, reject) => {
      worker.addEventListener('statechange', () => {
        if (worker.state === 'activated') resolve()
        else if (worker.state === 'redundant') reject(new Error('the service worker was not installed'))
      })
    })
  }
  return registration
}
