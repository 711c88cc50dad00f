import type { ReactNode } from 'react'
import { useConnectionState } from '../bestie'
import { OfflineIcon } from '../icons'
import { sharedTexts } from '../shared-texts'
import { useTexts } from '../texts'
import classes from './chat.module.css'
import { Composer } from './composer'
import { MessageList } from './message-list'
import type { Chat } from './use-chat'

type Props = {
  chatId: string
  chat: Chat
  /** Name of who is on the other side. */
  otherName: string
  /** Back button, name, timer and what one can do. */
  header: ReactNode
  /** Between header and messages. */
  notice?: ReactNode
  /** In place of the composer, once messages can no longer be written. */
  foot?: ReactNode
}

/** A chat as both sides see it; fills the frame's height, and what the keyboard leaves of it. */
export function ChatView({ chatId, chat, otherName, header, notice, foot }: Props) {
  return (
    <div className={classes.chat}>
      <header className={classes.header}>{header}</header>
      <OfflineBanner />
      {notice}
      <main className={classes.main}>
        <MessageList chat={chat} otherName={otherName} />
      </main>
      <footer className={classes.foot}>
        {foot ?? <Composer draftKey={chatId} onSend={chat.send} onTyping={chat.noteTyping} />}
      </footer>
    </div>
  )
}

function OfflineBanner() {
  const texts = useTexts(sharedTexts)
  const offline = useConnectionState() === 'offline'
  return (
    <div role="status">
      {offline && (
        <p className={classes.offline}>
          <OfflineIcon size={18} />
          {texts.offline}
        </p>
      )}
    </div>
  )
}
