import type { MitraChat } from '@bestie/contracts/chat'
import { ApiProblem } from '@bestie/ui/api'
import { ChatView } from '@bestie/ui/chat/chat-view.tsx'
import { useChat } from '@bestie/ui/chat/use-chat'
import { useGoodbye } from '@bestie/ui/chat/use-goodbye'
import { Empty, ProblemNote, RowsLoading } from '@bestie/ui/feedback.tsx'
import { Screen, useDocumentTitle } from '@bestie/ui/frame.tsx'
import { useTexts } from '@bestie/ui/texts'
import { Text } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { ExtensionCard } from '../extension/extension-card'
import { keys } from '../keys'
import { useCardInFront } from '../requests/requests-provider'
import { ChatHeader } from './chat-header'
import { CompletedFoot } from './completed-foot'
import { GoodbyeWords } from './goodbye-words'
import { chatScreenTexts } from './texts'
import { useBackHome } from './use-back-home'
import { useMitraChat } from './use-mitra-chat'

/** One chat with a customer, from the accept to the last goodbye; later it can be read again. */
export function ChatScreen() {
  const texts = useTexts(chatScreenTexts)
  const { chatId = '' } = useParams({ strict: false })
  const backHome = useBackHome()
  const chat = useMitraChat(chatId)

  const noSuchChat = chat.error instanceof ApiProblem && [400, 404].includes(chat.error.status)

  if (chat.data) return <OpenChat key={chatId} chat={chat.data} />
  return (
    <Screen title={texts.chat} onBack={backHome}>
      {!chat.error && <RowsLoading height={52} />}
      {chat.error && !noSuchChat && <ProblemNote problem={chat.error} onRetry={() => chat.refetch()} />}
      {noSuchChat && <Empty title={texts.noSuchChat}>{texts.noSuchChatHint}</Empty>}
    </Screen>
  )
}

function OpenChat({ chat }: { chat: MitraChat }) {
  useDocumentTitle(chat.call_name)
  const texts = useTexts(chatScreenTexts)
  const messages = useChat(chat.chat_session_id, { lastSeq: chat.last_seq })
  const goodbye = useGoodbye(chat, { chat: keys.chat(chat.chat_session_id), lists: keys.chats })
  const covered = useCardInFront() !== undefined
  const active = chat.status === 'active'
  const closing = chat.status === 'closing'
  return (
    <ChatView
      chatId={chat.chat_session_id}
      chat={messages}
      otherName={chat.call_name}
      isActive={active}
      header={<ChatHeader chat={chat} />}
      notice={
        chat.pending_extension &&
        !covered && <ExtensionCard key={chat.pending_extension.extension_id} chat={chat} extension={chat.pending_extension} />
      }
      words={
        active ? null : closing ? (
          <GoodbyeWords chat={chat} goodbye={goodbye} />
        ) : (
          <Text ta="center" fw={600} pb={6}>
            {texts.completed}
          </Text>
        )
      }
      foot={
        active ? null : closing ? (
          goodbye.problem && <ProblemNote problem={goodbye.problem} onRetry={goodbye.sendAgain} />
        ) : (
          <CompletedFoot goodbye={goodbye} />
        )
      }
      writing={
        active
          ? { onSend: messages.send, onTyping: messages.noteTyping }
          : goodbye.open
            ? { label: texts.writeGoodbye, onSend: goodbye.say }
            : null
      }
    />
  )
}
