import type { CustomerChat } from '@bestie/contracts/chat'
import { ChatView } from '@bestie/ui/chat/chat-view.tsx'
import { useChat } from '@bestie/ui/chat/use-chat'
import { useDocumentTitle } from '@bestie/ui/frame.tsx'
import { useTexts } from '@bestie/ui/texts'
import { Text } from '@mantine/core'
import { MoreTime } from '../extension/more-time'
import { CrisisHelp } from '../help/crisis-help'
import { Completed } from './completed'
import { Goodbye } from './goodbye'
import { SessionHeader } from './session-header'
import { chatScreenTexts } from './texts'

/** The messages, with what fits the session's state above and below them. */
export function Session({ chat, due }: { chat: CustomerChat; due: boolean }) {
  const texts = useTexts(chatScreenTexts)
  const messages = useChat(chat.chat_session_id, { lastSeq: chat.last_seq })
  const name = chat.mitra?.display_name ?? texts.bestie
  useDocumentTitle(name)

  const foot = {
    // While more time is being decided the session is not over, and what is written arrives.
    active:
      due && !chat.pending_extension ? (
        <Text role="status" ta="center" py="sm">
          {texts.overSoon}
        </Text>
      ) : undefined,
    closing: <Goodbye chat={chat} />,
    completed: <Completed chat={chat} />,
  }[chat.status as 'active' | 'closing' | 'completed']

  return (
    <ChatView
      chatId={chat.chat_session_id}
      chat={messages}
      otherName={name}
      header={<SessionHeader chat={chat} name={name} due={due} />}
      notice={
        <>
          {chat.topic_sensitivity === 'sensitive' && <CrisisHelp look="bar" />}
          <MoreTime chat={chat} due={due} />
        </>
      }
      foot={foot}
    />
  )
}
