import { useBestie } from '@bestie/ui/bestie'
import { useIsPast } from '@bestie/ui/countdown.tsx'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { Screen } from '@bestie/ui/frame.tsx'
import { useTexts } from '@bestie/ui/texts'
import { useGoUp } from '@bestie/ui/trail'
import { useQuery } from '@tanstack/react-query'
import { Navigate, useParams } from '@tanstack/react-router'
import { GoUp } from '../shell/go-up'
import { chatQuery } from '../shell/queries'
import { ScreenLoading } from '../shell/screen-loading'
import { OpenChat } from './open-chat'
import { chatScreenTexts } from './texts'

/** `/chat/…`: a chat that is active, closing, or over and open to be read again. */
export function ChatScreen() {
  const { chatId } = useParams({ from: '/chat/$chatId' })
  const { api } = useBestie()
  const texts = useTexts(chatScreenTexts)
  const goUp = useGoUp()
  const query = useQuery(chatQuery(api, chatId))
  const chat = query.data

  // The server ends a chat and decides on extensions; if its event was missed, reading makes up for it.
  const dueAt = chat?.status === 'active' ? chat.ends_at : chat?.status === 'closing' ? chat.goodbye_deadline_at : null
  const due = useIsPast(dueAt)
  const answerDue = useIsPast(chat?.pending_extension?.deadline_at ?? null)
  useQuery({ ...chatQuery(api, chatId), refetchInterval: due || answerDue ? 2_000 : false })

  // What was read while the search ran says nothing of the chat that it may have become.
  const outdated = chat?.status === 'searching' && (!query.isFetchedAfterMount || query.isError)
  if (!chat || outdated) {
    if (!query.isError) return <ScreenLoading />
    return (
      <Screen title={texts.bestie} onBack={() => goUp('/')}>
        <ProblemNote problem={query.error} onRetry={() => query.refetch()} />
      </Screen>
    )
  }
  const { payment_session_id: paymentId } = chat
  if (chat.status === 'searching' && paymentId) return <Navigate to="/searching/$paymentId" params={{ paymentId }} replace />
  if (chat.status === 'searching' || chat.status === 'expired' || chat.status === 'rejected' || chat.status === 'cancelled')
    return <GoUp to="/" />
  return <OpenChat key={chatId} chat={chat} due={due} />
}
