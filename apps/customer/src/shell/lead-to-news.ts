import { useServerEvent } from '@bestie/ui/bestie'
import { useNavigate } from '@tanstack/react-router'

/** Where somebody waits for nothing else: what became of their search is shown at once, since its clock runs or its money waits. */
const idlePaths = ['/', '/history', '/profile', '/payments']

/** Leads whoever is elsewhere in the app to the chat that was found for them, or to why none was. */
export function useLeadToNews(): void {
  const navigate = useNavigate()
  const isIdle = () => idlePaths.includes(location.pathname.replace(/(?<=.)\/$/, ''))

  useServerEvent('pairing_matched', ({ chat_session_id: chatId }) => {
    if (isIdle()) void navigate({ to: '/chat/$chatId', params: { chatId } })
  })
  useServerEvent('pairing_failed', ({ payment_session_id: paymentId }) => {
    if (isIdle()) void navigate({ to: '/searching/$paymentId', params: { paymentId } })
  })
}
