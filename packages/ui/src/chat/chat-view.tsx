import type { ReactNode } from 'react'
import { useConnectionState } from '../bestie'
import { OfflineIcon } from '../icons'
import { sharedTexts } from '../shared-texts'
import { useTexts } from '../texts'
import classes from './chat.module.css'
import { Composer, type Writing } from './composer'
import { MessageList } from './message-list'
import type { Chat } from './use-chat'

type Props = {
  chatId: string
  chat: Chat
  /** The other side's name. */
  otherName: string
  /** Whether its time still runs, so that anybody may begin. */
  isActive: boolean
  /** Back button, name, timer and actions. */
  header: ReactNode
  /** Between the header and the messages. */
  notice?: ReactNode
  /** Words about the chat's state, below the messages; read out when they appear. */
  words?: ReactNode
  /** Between these words and the composer. */
  foot?: ReactNode
  /** Null once nothing can be written any more. */
  writing: Writing | null
}

/**
 * A chat as both sides see it. It fills the frame's height, or what the keyboard leaves of it; where
 * that is little, the notices and the words of the foot scroll, and the field to write in stays whole.
 */
export function ChatView({ chatId, chat, otherName, isActive, header, notice, words, foot, writing }: Props) {
  return (
    <div className={classes.chat}>
      <header className={classes.header}>{header}</header>
      <div className={classes.notices}>
        <OfflineBanner />
        {notice}
      </div>
      <main className={classes.main}>
        <MessageList chat={chat} otherName={otherName} isActive={isActive} />
      </main>
      <footer className={classes.foot}>
        <div className={words || foot ? classes.words : undefined}>
          {/* On the page before its words: a live region that appears together with them is not read out. */}
          <div role="status">{words}</div>
          {foot}
        </div>
        {/* The same field from the first message to the goodbye: when time is up, unsent text, focus and keyboard stay. */}
        {writing && <Composer draftKey={chatId} {...writing} />}
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
