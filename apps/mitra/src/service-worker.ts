import type { PushPayload } from '@bestie/contracts/push'
import { listenForPushes } from '@bestie/ui/push/push-worker'
import { type BuiltFile, keepOffline } from '@bestie/ui/service-worker/offline-worker'

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: BuiltFile[] }

const isMine = (path: string) => path.startsWith('/mitra/')

keepOffline({ name: 'mitra', files: self.__WB_MANIFEST, page: '/mitra/index.html', isMine })
listenForPushes({ icon: '/mitra/icons/icon-192.png', isMine, placeOf })

/** A request is shown on home, with all others; pushes about a chat open that chat. */
function placeOf({ kind, chat_session_id }: PushPayload): string {
  return kind === 'chat_request' || !chat_session_id ? '/mitra/' : `/mitra/chats/${chat_session_id}`
}
