import type { CustomerChat } from '@bestie/contracts/chat'
import { ChatView } from '@bestie/ui/chat/chat-view.tsx'
import { useChat } from '@bestie/ui/chat/use-chat'
import { useGoodbye } from '@bestie/ui/chat/use-goodbye'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { useDocumentTitle } from '@bestie/ui/frame.tsx'
import { useTexts } from '@bestie/ui/texts'
import { Text } from '@mantine/core'
import { MoreTime } from '../extension/more-time'
import { CrisisHelp } from '../help/crisis-help'
import { chatKey, currentKey } from '../shell/queries'
import { ChatHeader } from './chat-header'
import { Completed, CompletedWords } from './completed'
import { Goodbye } from './goodbye'
import { chatScreenTexts } from './texts'

/** The messages, with what suits the chat's state above and below them. */
export function OpenChat({ chat, due }: { chat: CustomerChat; due: boolean }) {
  const texts = useTexts(chatScreenTexts)
  const messages = useChat(chat.chat_session_id, { lastSeq: chat.last_seq })
  const goodbye = useGoodbye(chat, { chat: chatKey(chat.chat_session_id), lists: currentKey })
  const name = chat.mitra?.display_name ?? texts.bestie
  useDocumentTitle(name)

  // While an extension is being decided the chat is not over, and messages still arrive.
  const overSoon = due && !chat.pending_extension
  const { words, foot, writing } = {
    active: {
      words: overSoon && (
        <Text ta="center" pb="sm">
          {texts.overSoon}
        </Text>
      ),
      foot: null,
      writing: { onSend: overSoon ? null : messages.send, onTyping: messages.noteTyping },
    },
    closing: {
      words: <Goodbye chat={chat} sending={goodbye.sending} />,
      foot: goodbye.problem && <ProblemNote problem={goodbye.problem} onRetry={goodbye.sendAgain} />,
      writing: goodbye.open ? { label: texts.goodbye, onSend: goodbye.say } : null,
    },
    completed: { words: <CompletedWords />, foot: <Completed chat={chat} goodbye={goodbye} />, writing: null },
  }[chat.status as 'active' | 'closing' | 'completed']

  return (
    <ChatView
      chatId={chat.chat_session_id}
      chat={messages}
      otherName={name}
      isActive={chat.status === 'active'}
      header={<ChatHeader chat={chat} name={name} due={due} />}
      notice={
        <>
          {chat.topic_sensitivity === 'sensitive' && <CrisisHelp look="bar" />}
          <MoreTime chat={chat} due={due} />
        </>
      }
      words={words}
      foot={foot}
      writing={writing}
    />
  )
}
