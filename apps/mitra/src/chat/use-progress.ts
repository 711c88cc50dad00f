import type { Message, MitraChat } from '@bestie/contracts/chat'
import { useBestie } from '@bestie/ui/bestie'
import type { ChatHistory } from '@bestie/ui/chat/history'
import { messagesQuery } from '@bestie/ui/chat/messages-query'
import { useQuery } from '@tanstack/react-query'

/** A chat's progress, for its row in a list: the newest message, and the number of messages that the mitra has not read. */
export function useProgress(chat: MitraChat): { last: Message | undefined; unread: number } {
  const { data } = useQuery(messagesQuery(useBestie(), chat.chat_session_id, chat.last_seq))
  return { last: data?.messages.at(-1), unread: unreadOf(chat, data) }
}

/** How many messages of the customer the mitra has not read; before the messages are here, the chat itself tells. */
export function unreadOf(chat: MitraChat, history: ChatHistory | undefined): number {
  if (!history) return chat.last_seq - chat.mine.read_seq
  const { messages, mine } = history
  return messages.filter((message) => message.sender_role === 'customer' && message.seq > mine.read_seq).length
}
