import { Empty, ProblemNote, RowsLoading } from '@bestie/ui/feedback.tsx'
import { useTexts } from '@bestie/ui/texts'
import { useCurrentChats } from '../chat/use-current-chats'
import classes from '../screen.module.css'
import { LiveChatRow } from './live-chat-row'
import { homeTexts } from './texts'

/** The mitra's live chats. */
export function LiveChats() {
  const texts = useTexts(homeTexts)
  const current = useCurrentChats()
  if (current.isError && !current.data) return <ProblemNote problem={current.error} onRetry={() => current.refetch()} />
  if (!current.data) return <RowsLoading rows={1} height={88} />
  if (current.data.length === 0) return <Empty title={texts.noChats}>{texts.noChatsHint}</Empty>
  return (
    <ul className={classes.list}>
      {current.data.map((chat) => (
        <LiveChatRow key={chat.chat_session_id} chat={chat} />
      ))}
    </ul>
  )
}
