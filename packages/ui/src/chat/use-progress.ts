import type { CustomerChat, Message, MitraChat } from '@bestie/contracts/chat'
import { useQuery } from '@tanstack/react-query'
import { useBestie } from '../bestie'
import { unreadOf } from './history'
import { messagesQuery } from './messages-query'

/** A chat's progress, for its row in a list: the newest message, and the number of messages that the user has not read. */
export function useProgress(chat: CustomerChat | MitraChat): { last: Message | undefined; unread: number } {
  const bestie = useBestie()
  const { data } = useQuery(messagesQuery(bestie, chat.chat_session_id, chat.last_seq))
  return { last: data?.messages.at(-1), unread: unreadOf(data, bestie.role) }
}
