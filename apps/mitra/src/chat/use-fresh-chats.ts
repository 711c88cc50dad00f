import type { MitraChat } from '@bestie/contracts/chat'
import type { MitraStatus } from '@bestie/contracts/pairing'
import { useBestie, useReconnect, useServerEvent } from '@bestie/ui/bestie'
import { keys } from '../keys'

/** Keeps the cached chats and status of the mitra in step with the server's events, on every screen. */
export function useFreshChats() {
  const { queries } = useBestie()
  const readAgain = () => {
    void queries.invalidateQueries({ queryKey: keys.chats })
    void queries.invalidateQueries({ queryKey: keys.status })
  }

  useServerEvent('mitra_status', ({ is_online }) => {
    queries.setQueryData<MitraStatus>(keys.status, (status) => status && { ...status, is_online })
    // A read that is under way does not know of it.
    void queries.invalidateQueries({ queryKey: keys.status })
    void queries.invalidateQueries({ queryKey: keys.requests })
  })

  // The event's fields are shown at once; reading again then brings the rest.
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

  // Accepted on another device of this mitra.
  useServerEvent('chat_request_closed', ({ reason }) => {
    if (reason === 'accepted') readAgain()
  })

  useReconnect(() => {
    readAgain()
    void queries.invalidateQueries({ queryKey: keys.requests })
  })
}
