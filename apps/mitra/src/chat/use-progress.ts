import type { Message, MitraChat } from '@bestie/contracts/chat'
import { useBestie } from '@bestie/ui/bestie'
import { messagesQuery } from '@bestie/ui/chat/messages-query'
import { useQuery } from '@tanstack/react-query'

/** A chat's progress, for its row in a list: the newest message, and the number of messages that the mitra has not read. */
export function useProgress(chat: MitraChat): { last: Message | undefined; unread: number } {
  const { data } = useQuery(messagesQuery(useBestie(), chat.chat_session_id, chat.last_seq))
  if (!data) return { last: undefined, unread: chat.last_seq - chat.mine.read_seq }
  const unread = data.messages.filter((message) => message.sender_role === 'customer' && message.seq > data.mine.read_seq)
  return { last: data.messages.at(-1), unread: unread.length }
}
