import type { PushKey } from '@bestie/contracts/push'
import type { Api } from '../api'
import { stored } from '../stored'

/** The state of this app's notifications in this browser. */
export type PushState = 'unsupported' | 'blocked' | 'off' | 'on'
/** The outcome of switching them on. */
export type Outcome = 'on' | 'off' | 'refused' | 'failed'

const subscriptionsPath = '/api/push/subscriptions'
/** Where the endpoint that the server was told is kept, for as long as notifications are on. */
export const endpointKey = (storageKey: string) => `${storageKey}.push`

/** Ends notifications here at sign-out. The request carries the current token, so it is sent before the token is dropped. */
export function forgetPush(api: Api, storageKey: string): void {
  const endpoint = stored.read(endpointKey(storageKey))
  if (endpoint === null) return
  stored.remove(endpointKey(storageKey))
  api.delete(subscriptionsPath, { endpoint }).catch(() => {})
  void dropSubscription().catch(() => {})
}

/** The current state of notifications in this browser. */
export function pushState(storageKey: string): PushState {
  const allowed = permission()
  if (allowed === 'unsupported') return 'unsupported'
  if (allowed === 'denied') return 'blocked'
  return allowed === 'granted' && stored.read(endpointKey(storageKey)) !== null ? 'on' : 'off'
}

/** Service workers and push exist on secure origins only: plain http in a local network has neither. */
export const permission = (): NotificationPermission | 'unsupported' =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window && import.meta.env.PROD
    ? Notification.permission
    : 'unsupported'

/** Switches notifications on. The browser asks for permission, so call it only after a tap. */
export async function switchOn(api: Api, storageKey: string): Promise<Outcome> {
  if ((await Notification.requestPermission()) !== 'granted') return 'refused'
  try {
    await subscribe(api, storageKey)
    return 'on'
  } catch {
    return 'failed'
  }
}

/** Switches them off, here and on the server. */
export async function switchOff(api: Api, storageKey: string): Promise<Outcome> {
  const endpoint = stored.read(endpointKey(storageKey))
  stored.remove(endpointKey(storageKey))
  // One of the two is enough: the server drops a subscription that the browser's push service calls gone.
  const [told, dropped] = await Promise.allSettled([
    api.delete(subscriptionsPath, { endpoint: endpoint ?? '' }),
    dropSubscription(),
  ])
  return told.status === 'rejected' && dropped.status === 'rejected' ? 'failed' : 'off'
}

/** Tells the server where this browser takes pushes. */
export async function subscribe(api: Api, storageKey: string): Promise<void> {
  const { public_key } = await api.get<PushKey>('/api/push/key')
  const { pushManager } = await ownRegistration()
  const options = { userVisibleOnly: true, applicationServerKey: public_key }
  const subscription = await pushManager.subscribe(options).catch(async () => {
    // A subscription made with another key stands in the way.
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

/** This app's own worker. The customer app's worker, whose scope is the whole origin, must not get pushes for a mitra. */
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
