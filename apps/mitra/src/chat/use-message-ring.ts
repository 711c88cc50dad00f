import { useServerEvent } from '@bestie/ui/bestie'
import { useRef } from 'react'
import { ringSoftly } from '../requests/ring'
import { useChatOnScreen } from './use-chat-on-screen'

/** In ms; several messages in a row ring once. */
const quietMs = 3_000

/** Rings softly for a customer's message that the mitra does not see arrive: in another chat, or behind another window. */
export function useMessageRing() {
  const onScreen = useChatOnScreen()
  const rangAt = useRef(0)
  useServerEvent('message', ({ chat_session_id, sender_role }) => {
    const inSight = chat_session_id === onScreen && document.visibilityState === 'visible' && document.hasFocus()
    if (sender_role !== 'customer' || inSight || Date.now() - rangAt.current < quietMs) return
    rangAt.current = Date.now()
    ringSoftly()
  })
}
