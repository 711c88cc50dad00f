import { ApiProblem } from '@bestie/ui/api'
import { useBestie } from '@bestie/ui/bestie'
import { Screen } from '@bestie/ui/frame.tsx'
import { useTexts } from '@bestie/ui/texts'
import { useGoUp } from '@bestie/ui/trail'
import { useQuery } from '@tanstack/react-query'
import { Navigate, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { paymentQuery } from '../shell/queries'
import { ScreenLoading } from '../shell/screen-loading'
import { ChooseSession } from './choose-session'
import { paymentTexts } from './texts'
import { usePaymentFlow } from './use-payment-flow'
import { WaitForPayment } from './wait-for-payment'

/** `/payment`: choose a tier and pay. Going back gives a pending payment back. */
export function PaymentScreen() {
  const texts = useTexts(paymentTexts)
  const { payment, again } = useSearch({ from: '/payment' })
  const navigate = useNavigate()
  const goUp = useGoUp()
  const { data: begun, isLoading: reading } = useBegunPayment(payment ?? null)
  const { state, send } = usePaymentFlow({
    inAddress: payment ?? null,
    keepInAddress: (paymentId) => {
      const search = { ...(paymentId !== null ? { payment: paymentId } : {}), ...(again !== undefined ? { again } : {}) }
      void navigate({ to: '/payment', search, replace: true })
    },
  })
  const back = () => goUp(again === undefined ? '/' : '/history')
  const { problem, payUrl, asked } = state.context

  // A payment that was begun for a chat or for one bestie is begun again for the same.
  if (state.matches('choosing') && reading) return <ScreenLoading />
  if (state.matches('choosing') && begun?.extended_chat_session_id) {
    const why = problem instanceof ApiProblem ? { problem: problem.code } : {}
    return <Navigate to="/chat/$chatId/more-time" params={{ chatId: begun.extended_chat_session_id }} state={why} replace />
  }
  if (
    state.matches('choosing') ||
    state.matches('opening') ||
    state.matches('confirming') ||
    state.matches('failing') ||
    state.matches('replacing')
  ) {
    return (
      <ChooseSession
        busy={!state.matches('choosing')}
        problem={problem}
        again={again ?? null}
        meant={begun?.targeted_mitra ?? null}
        onPay={(choice, key) => send({ type: 'PAY', choice, key })}
        onBack={back}
      />
    )
  }
  if (state.matches('confirmed')) return <ScreenLoading />
  return (
    <Screen title={texts.waitingTitle} onBack={back}>
      <WaitForPayment
        busy={
          state.matches('atGateway')
            ? texts.opening
            : state.matches('returning')
              ? texts.checking
              : state.matches('abandoning')
                ? texts.givingUp
                : null
        }
        payUrl={payUrl}
        missing={asked && problem === null}
        problem={problem}
        onCheck={() => send({ type: 'CHECK' })}
        onGiveUp={() => send({ type: 'GIVE_UP' })}
      />
    </Screen>
  )
}

/** The payment with which the screen opened, remembered after the address has dropped it. */
function useBegunPayment(paymentId: string | null) {
  const { api } = useBestie()
  const [begunId] = useState(paymentId)
  return useQuery({ ...paymentQuery(api, begunId ?? ''), enabled: begunId !== null })
}
