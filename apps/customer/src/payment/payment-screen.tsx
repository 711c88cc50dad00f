import { Screen } from '@bestie/ui/frame.tsx'
import { useTexts } from '@bestie/ui/texts'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ChooseSession } from './choose-session'
import { paymentTexts } from './texts'
import { usePaymentFlow } from './use-payment-flow'
import { WaitForPayment } from './wait-for-payment'

/** `/payment`: choose a session, and pay for it. Going back gives a pending payment back. */
export function PaymentScreen() {
  const texts = useTexts(paymentTexts)
  const { payment, again } = useSearch({ from: '/payment' })
  const navigate = useNavigate()
  const { state, send } = usePaymentFlow(payment ?? null)
  const back = () => navigate({ to: again === undefined ? '/' : '/history', replace: true })
  const { problem, payUrl } = state.context

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
        onPay={(choice, key) => send({ type: 'PAY', choice, key })}
        onBack={back}
      />
    )
  }
  return (
    <Screen title={texts.waitingTitle} onBack={back}>
      <WaitForPayment
        busy={!state.matches('waiting')}
        payUrl={payUrl}
        problem={problem}
        onCheck={() => send({ type: 'CHECK' })}
        onGiveUp={() => send({ type: 'GIVE_UP' })}
      />
    </Screen>
  )
}
