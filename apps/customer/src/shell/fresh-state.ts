import { useBestie, useReconnect, useServerEvent } from '@bestie/ui/bestie'
import { chatKey, chatsKey, currentKey, historyKey, meKey, paymentKey, paymentsKey } from './queries'

/** Reads again what an event says has changed, and everything once the connection is back. */
export function useFreshState(): void {
  const { queries } = useBestie()
  const stale = (...keys: (readonly string[])[]) => {
    for (const queryKey of [currentKey, ...keys]) void queries.invalidateQueries({ queryKey })
  }

  useServerEvent('pairing_matched', (event) => stale(paymentsKey, chatKey(event.chat_session_id)))
  useServerEvent('pairing_failed', (event) => stale(paymentKey(event.payment_session_id)))
  useServerEvent('returning_unavailable', (event) => stale(paymentKey(event.payment_session_id)))
  useServerEvent('search_cancelled', (event) => stale(paymentKey(event.payment_session_id)))
  useServerEvent('payment_updated', () => stale(paymentsKey))
  useServerEvent('extension_requested', (event) => stale(chatKey(event.chat_session_id)))
  useServerEvent('extension_resolved', (event) => stale(chatKey(event.chat_session_id)))
  useServerEvent('session_closing', (event) => stale(chatKey(event.chat_session_id)))
  useServerEvent('session_completed', (event) => stale(chatKey(event.chat_session_id), historyKey))
  useReconnect(() => {
    stale(paymentsKey, chatsKey)
    // The account changes rarely, but a start without a server has not read it.
    void queries.refetchQueries({ queryKey: meKey, type: 'active', stale: true })
    // Whatever else the screen could not read, such as prices, is read too.
    void queries.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' }, { cancelRefetch: false })
  })
}
