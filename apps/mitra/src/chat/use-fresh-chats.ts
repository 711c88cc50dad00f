import type { MitraChat } from '@bestie/contracts/chat'
import type { MitraStatus } from '@bestie/contracts/pairing'
import { useBestie, useReconnect, useServerEvent } from '@bestie/ui/bestie'
import { keys } from '../keys'

/** Keeps what is known about the mitra's chats and status in step with the server's events, on every screen. */
export function useFreshChats() {
  const { queries } = useBestie()
  const readAgain = () => {
    void queries.invalidateQueries({ queryKey: keys.chats })
    void queries.invalidateQueries({ queryKey: keys.status })
  }

  useServerEvent('mitra_status', ({ is_online }) => {
    queries.setQueryData<MitraStatus>(keys.status, (status) => status && { ...status, is_online })
    void queries.invalidateQueries({ queryKey: keys.requests })
  })

  // What an event says is shown at once; reading again then brings what it did not say.
  useServerEvent('session_closing', ({ chat_session_id, goodbye_deadline_at }) => {
    queries.setQueryData<MitraChat>(
      keys.chat(chat_session_id),
      (chat) => chat && { ...chat, status: 'closing', goodbye_deadline_at, may_say_goodbye: true, may_end_early: false },
    )
    readAgain()
  })
  useServerEvent('session_completed', ({ chat_session_id, ended_by }) => {
    queries.setQueryData<MitraChat>(
      keys.chat(chat_session_id),
      (chat) => chat && { ...chat, status: 'completed', ended_by, may_say_goodbye: false, may_end_early: false },
    )
    readAgain()
  })

  // Accepted on this mitra's other device.
  useServerEvent('chat_request_closed', ({ reason }) => {
    if (reason === 'accepted') readAgain()
  })

  useReconnect(() => {
    readAgain()
    void queries.invalidateQueries({ queryKey: keys.requests })
  })
}
