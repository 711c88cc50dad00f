import { useBestie } from '@bestie/ui/bestie'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { Screen } from '@bestie/ui/frame.tsx'
import { useTexts } from '@bestie/ui/texts'
import { useGoUp } from '@bestie/ui/trail'
import { Loader, Stack, Text } from '@mantine/core'
import { Navigate, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { Found } from '../searching/found'
import { SearchFailed } from '../searching/search-failed'
import { GoUp } from '../shell/go-up'
import { paymentKey } from '../shell/queries'
import { returningTexts } from './texts'
import { Unavailable } from './unavailable'
import { useReturningFlow } from './use-returning-flow'
import { WaitForMitra } from './wait-for-mitra'

/** `/returning/…`: a payment for one bestie, until they answer or the customer chooses otherwise. */
export function ReturningScreen() {
  const { paymentId } = useParams({ from: '/returning/$paymentId' })
  const { ask } = useSearch({ from: '/returning/$paymentId' })
  return <Returning key={paymentId} paymentId={paymentId} ask={ask ?? false} />
}

function Returning({ paymentId, ask }: { paymentId: string; ask: boolean }) {
  const { queries } = useBestie()
  const texts = useTexts(returningTexts)
  const navigate = useNavigate()
  const goUp = useGoUp()
  const [askAtFirst] = useState(ask)
  const { state, send, payment, chat, error, refetch } = useReturningFlow(paymentId, askAtFirst)
  const { request, otherAvailable, problem } = state.context
  const name = request?.mitra?.display_name ?? payment?.targeted_mitra?.display_name ?? texts.bestie

  // A reload resumes the request; it must not ask once more by itself.
  useEffect(() => {
    if (ask) void navigate({ to: '/returning/$paymentId', params: { paymentId }, search: {}, replace: true })
  }, [ask, navigate, paymentId])

  const fallback = state.matches('fallback')
  useEffect(() => {
    if (!fallback) return
    // The search must begin from the server's current state, not from a cached read of the ended request.
    queries.removeQueries({ queryKey: paymentKey(paymentId) })
    void navigate({ to: '/searching/$paymentId', params: { paymentId }, replace: true })
  }, [fallback, queries, navigate, paymentId])

  if (state.matches('found') && chat) return <Found chatId={chat.chat_session_id} name={chat.mitra?.display_name ?? null} />
  if (state.matches('failed')) return <SearchFailed />
  if (state.matches('cancelled') || state.matches('left')) return <GoUp to="/" />
  if (state.matches('unpaid')) return <Navigate to="/payment" search={{ payment: paymentId }} replace />
  if (state.matches('unavailable')) {
    return (
      <Unavailable
        name={name}
        until={payment?.expires_at ?? null}
        otherAvailable={otherAvailable}
        onOther={() => send({ type: 'FALL_BACK' })}
        onBack={() => send({ type: 'LEAVE' })}
      />
    )
  }
  if (request && (state.matches('waiting') || state.matches('cancelling'))) {
    return (
      <WaitForMitra
        name={name}
        payment={payment}
        request={request}
        cancelling={state.matches('cancelling')}
        problem={problem}
        onCancel={() => send({ type: 'CANCEL' })}
      />
    )
  }
  const stuck = state.matches('stuck')
  return (
    <Screen title={texts.title} onBack={() => goUp('/')}>
      <Stack flex={1} align="center" justify="center" gap="md">
        {stuck && <ProblemNote problem={problem} onRetry={() => send({ type: 'RETRY' })} />}
        {!stuck && error && <ProblemNote problem={error} onRetry={() => refetch()} />}
        {!stuck && !error && (
          <>
            <Loader size="lg" />
            <Text role="status">{texts.asking}</Text>
          </>
        )}
      </Stack>
    </Screen>
  )
}
