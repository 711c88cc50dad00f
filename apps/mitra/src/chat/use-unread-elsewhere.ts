import { useBestie } from '@bestie/ui/bestie'
import { unreadOf } from '@bestie/ui/chat/history'
import { messagesQuery } from '@bestie/ui/chat/messages-query'
import { useQueries } from '@tanstack/react-query'
import { useChatOnScreen } from './use-chat-on-screen'
import { useCurrentChats } from './use-current-chats'

/** How many messages the mitra has not read in all live chats but the one on the screen. */
export function useUnreadElsewhere(): number {
  const bestie = useBestie()
  const onScreen = useChatOnScreen()
  const { data: chats = [] } = useCurrentChats()
  const others = chats.filter((chat) => chat.chat_session_id !== onScreen)
  const histories = useQueries({
    queries: others.map((chat) => messagesQuery(bestie, chat.chat_session_id, chat.last_seq)),
  })
  return histories.reduce((sum, { data }) => sum + unreadOf(data, bestie.role), 0)
}
