import type { PushPayload } from '@bestie/contracts/push'
import { listenForPushes } from '@bestie/ui/push/push-worker'
import { type BuiltFile, keepOffline } from '@bestie/ui/service-worker/offline-worker'

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: BuiltFile[] }

/** The app's own addresses. Its origin also serves the API, the mitra's app and the gateway's page. */
const screens = /^\/(?:$|(?:payment|payments|searching|returning|chat|history|profile)(?:\/|$))/
const isMine = (path: string) => screens.test(path)

keepOffline({ name: 'customer', files: self.__WB_MANIFEST, page: '/index.html', isMine })
listenForPushes({ icon: '/icons/icon-192.png', isMine, placeOf })

function placeOf({ kind, chat_session_id, payment_session_id }: PushPayload): string {
  if (kind === 'pairing_failed') return `/searching/${payment_session_id}`
  if (kind === 'returning_unavailable') return `/returning/${payment_session_id}`
  return chat_session_id ? `/chat/${chat_session_id}` : '/'
}
