import { useBestie } from '@bestie/ui/bestie'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { Screen } from '@bestie/ui/frame.tsx'
import { useTexts } from '@bestie/ui/texts'
import { useQuery } from '@tanstack/react-query'
import { Navigate, useNavigate, useParams } from '@tanstack/react-router'
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
  const navigate = useNavigate()
  const { state, send } = useSearchFlow(paymentId)
  const payment = useQuery(paymentQuery(api, paymentId))
  const chatId = payment.data?.chat_session_id ?? null
  const { data: chat } = useQuery({ ...chatQuery(api, chatId ?? ''), enabled: chatId !== null })

  if (state.matches('found') && chatId !== null) return <Found chatId={chatId} name={chat?.mitra?.display_name ?? null} />
  if (state.matches('failed')) return <SearchFailed />
  // A customer who cancelled, here or on another device, needs no screen about it.
  if (state.matches('cancelled')) return <Navigate to="/" replace />
  if (state.matches('unpaid')) return <Navigate to="/payment" search={{ payment: paymentId }} replace />
  if (payment.isError && (!payment.data || state.matches('reading'))) {
    return payment.error.message === 'not_found' ? (
      <Navigate to="/" replace />
    ) : (
      <Screen title={texts.title} onBack={() => navigate({ to: '/', replace: true })}>
        <ProblemNote problem={payment.error} onRetry={() => payment.refetch()} />
      </Screen>
    )
  }
  if (chat?.status === 'searching' && chat.request_type === 'returning')
    return <Navigate to="/returning/$paymentId" params={{ paymentId }} replace />
  if (state.matches('reading') || !payment.data) return <ScreenLoading />
  return (
    <Searching
      from={payment.data.confirmed_at}
      until={chat?.deadline_at ?? null}
      cancelling={state.matches('cancelling')}
      problem={state.context.problem}
      onRetry={state.matches('stuck') ? () => send({ type: 'RETRY' }) : undefined}
      onCancel={() => send({ type: 'CANCEL' })}
    />
  )
}
