import type { MitraChat, PendingExtension } from '@bestie/contracts/chat'
import { useBestie, useServerEvent } from '@bestie/ui/bestie'
import type { QueryClient } from '@tanstack/react-query'
import { keys } from '../keys'
import { ring } from '../requests/ring'

/** Keeps the cached extensions in step with the server's events, and rings when the mitra is asked for more time. */
export function useExtensions() {
  const { queries } = useBestie()
  const readAgain = () => void queries.invalidateQueries({ queryKey: keys.chats })

  useServerEvent('extension_requested', ({ chat_session_id, ...extension }) => {
    ring()
    change(queries, chat_session_id, { pending_extension: extension, may_end_early: false })
    readAgain()
  })
  useServerEvent('extension_resolved', ({ chat_session_id, ends_at }) => {
    change(queries, chat_session_id, { pending_extension: null, ends_at })
    readAgain()
  })
}

/** An extension that was decided here disappears from every screen at once. */
export function forgetExtension(queries: QueryClient, chatId: string): void {
  change(queries, chatId, { pending_extension: null })
  void queries.invalidateQueries({ queryKey: keys.chats })
}

type Change = { pending_extension: PendingExtension | null; ends_at?: string; may_end_early?: boolean }

function change(queries: QueryClient, chatId: string, changes: Change): void {
  queries.setQueryData<MitraChat>(keys.chat(chatId), (chat) => chat && { ...chat, ...changes })
  queries.setQueryData<MitraChat[]>(keys.current, (chats) =>
    chats?.map((chat) => (chat.chat_session_id === chatId ? { ...chat, ...changes } : chat)),
  )
}
