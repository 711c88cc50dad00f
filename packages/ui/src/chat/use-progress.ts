import type { CustomerChat, Message, MitraChat, SenderRole } from '@bestie/contracts/chat'
import { useQuery } from '@tanstack/react-query'
import { useBestie } from '../bestie'
import type { ChatHistory } from './history'
import { messagesQuery } from './messages-query'

type Chat = Pick<CustomerChat | MitraChat, 'chat_session_id' | 'last_seq' | 'mine'>

/** A chat's progress, for its row in a list: the newest message, and the number of messages that the user has not read. */
export function useProgress(chat: Chat): { last: Message | undefined; unread: number } {
  const bestie = useBestie()
  const { data } = useQuery(messagesQuery(bestie, chat.chat_session_id, chat.last_seq))
  return { last: data?.messages.at(-1), unread: unreadOf(chat, data, bestie.role) }
}

/** How many messages of the other side a reader of this role has not read; before the messages are here, the chat itself tells. */
export function unreadOf(chat: Chat, history: ChatHistory | undefined, role: SenderRole): number {
  if (!history) return chat.last_seq - chat.mine.read_seq
  const { messages, mine } = history
  return messages.filter((message) => message.sender_role !== role && message.seq > mine.read_seq).length
}
