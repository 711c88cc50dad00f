import { useBestie } from '@bestie/ui/bestie'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { Screen } from '@bestie/ui/frame.tsx'
import { useTexts } from '@bestie/ui/texts'
import { useGoUp } from '@bestie/ui/trail'
import { useQuery } from '@tanstack/react-query'
import { Navigate, useParams } from '@tanstack/react-router'
import { GoUp } from '../shell/go-up'
import { chatQuery, paymentQuery } from '../shell/queries'
import { ScreenLoading } from '../shell/screen-loading'
import { Found } from './found'
import { SearchFailed } from './search-failed'
import { Searching } from './searching'
import { searchingTexts } from './texts'
import { useSearchFlow } from './use-search-flow'

/** `/searching/…`: from a confirmed payment to a chat, or to the end of the search. A reload resumes it. */
export function SearchingScreen() {
  const { paymentId } = useParams({ from: '/searching/$paymentId' })
  return <Search key={paymentId} paymentId={paymentId} />
}

function Search({ paymentId }: { paymentId: string }) {
  const { api } = useBestie()
  const texts = useTexts(searchingTexts)
  const goUp = useGoUp()
  const { state, send } = useSearchFlow(paymentId)
  const payment = useQuery(paymentQuery(api, paymentId))
  const chatId = payment.data?.chat_session_id ?? null
  const { data: chat, isPending } = useQuery({ ...chatQuery(api, chatId ?? ''), enabled: chatId !== null })

  if (state.matches('found') && chatId !== null) {
    if (isPending) return <ScreenLoading />
    // A chat that is over is no news.
    if (chat?.status === 'completed') return <Navigate to="/chat/$chatId" params={{ chatId }} replace />
    return <Found chatId={chatId} name={chat?.mitra?.display_name ?? null} />
  }
  if (state.matches('failed')) return <SearchFailed />
  // A customer who cancelled, here or on another device, needs no screen about it.
  if (state.matches('cancelled')) return <GoUp to="/" />
  if (state.matches('unpaid')) return <Navigate to="/payment" search={{ payment: paymentId }} replace />
  if (payment.isError && (!payment.data || state.matches('reading'))) {
    return payment.error.message === 'not_found' ? (
      <GoUp to="/" />
    ) : (
      <Screen title={texts.title} onBack={() => goUp('/')}>
        <ProblemNote problem={payment.error} onRetry={() => payment.refetch()} />
      </Screen>
    )
  }
  if (chat?.status === 'searching' && chat.request_type === 'returning')
    return <Navigate to="/returning/$paymentId" params={{ paymentId }} replace />
  if (state.matches('reading') || !payment.data) return <ScreenLoading />
  return (
    <Searching
      payment={payment.data}
      until={chat?.deadline_at ?? null}
      cancelling={state.matches('cancelling')}
      problem={state.context.problem}
      onRetry={state.matches('stuck') ? () => send({ type: 'RETRY' }) : undefined}
      onCancel={() => send({ type: 'CANCEL' })}
    />
  )
}
