import type { Payment } from '@bestie/contracts/payment'
import type { Api } from '@bestie/ui/api'
import { useBestie } from '@bestie/ui/bestie'
import { useGoUp } from '@bestie/ui/trail'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMachine } from '@xstate/react'
import { useEffect, useEffectEvent, useState } from 'react'
import { fromPromise } from 'xstate'
import { paymentQuery } from '../shell/queries'
import { underOneKey } from './opening-key'
import { type Choice, type Confirmation, paymentFlow } from './payment-flow'

type Options = {
  /** The payment in the screen's address. It starts the flow there, and follows it: a reload goes on with the same payment. */
  inAddress: string | null
  keepInAddress: (paymentId: string | null) => void
  onPaymentScreen?: boolean
}

/**
 * Runs the payment flow against the server, and moves on to what was paid
 * for. Leaving the screen before the payment is confirmed gives it back.
 */
export function usePaymentFlow({ inAddress, keepInAddress, onPaymentScreen = true }: Options) {
  const { api, session, storageKey } = useBestie()
  const navigate = useNavigate()
  const goUp = useGoUp()
  const pending = usePendingPayment(inAddress)

  const [state, send] = useMachine(
    paymentFlow.provide({
      actors: {
        open: fromPromise<Payment, { choice: Choice; key: string }>(async ({ input }) => {
          const of = `${storageKey}.opening.${session.get()?.user.id}.${JSON.stringify(input.choice)}`
          const payment = await underOneKey(of, input.key, (key) =>
            api.post<Payment>('/api/client/payments', input.choice, { key }),
          )
          pending.begin(payment.payment_session_id)
          return payment
        }),
        confirm: fromPromise<Confirmation, { paymentId: string }>(({ input }) =>
          // Without a key: confirming again must ask for the current state, and a key would repeat the first answer.
          api.post(`/api/client/payments/${input.paymentId}/confirm`, undefined, { timeout: 20_000 }),
        ),
        abandon: fromPromise<void, { paymentId: string }>(async ({ input }) => {
          await giveBack(api, input.paymentId)
          pending.end()
        }),
      },
    }),
    { input: { paymentId: inAddress } },
  )
  const { paymentId, payUrl, bought } = state.context

  // While the customer is at the gateway, its outcome reaches the app through the server: by event, or by asking.
  const atGateway = state.matches('waiting') || state.matches('atGateway')
  const { data: payment } = useQuery({
    ...paymentQuery(api, paymentId ?? ''),
    enabled: atGateway && paymentId !== null,
    refetchInterval: 5_000,
  })
  useEffect(() => {
    if (payment && atGateway) send({ type: 'PAYMENT', payment })
  }, [payment, atGateway, send])

  useEffect(() => {
    if (!state.matches('atGateway') || !payUrl || !paymentId) return
    // Coming back with the browser's button must find the payment again.
    if (!onPaymentScreen) pending.end()
    const search = (now: { again?: string }) => ({ ...now, payment: paymentId })
    void navigate({ to: '/payment', search, replace: true }).then(() => location.assign(payUrl))
  }, [state, payUrl, paymentId, onPaymentScreen, navigate, pending])

  // A browser that cached this page while the gateway's was open shows it again unchanged.
  useEffect(() => {
    const check = ({ persisted }: PageTransitionEvent) => persisted && send({ type: 'CHECK' })
    window.addEventListener('pageshow', check)
    return () => window.removeEventListener('pageshow', check)
  }, [send])

  useEffect(() => {
    if (!state.matches('confirmed') || !paymentId) return
    pending.end()
    // A customer who comes back to a payment that has had its outcome is led to no search, and asks no mitra.
    const used = bought?.status === 'consumed'
    if (bought?.extended_chat_session_id) {
      goUp(`/chat/${bought.extended_chat_session_id}`, used ? {} : { extension: paymentId })
    } else if (used) goUp('/')
    else {
      const to = bought?.targeted_mitra ? '/returning/$paymentId' : '/searching/$paymentId'
      void navigate({ to, params: { paymentId }, replace: true })
    }
  }, [state, paymentId, bought, navigate, goUp, pending])

  // A reload must not ask for a payment that has ended, nor forget one that may still be taken.
  const keep = useEffectEvent(keepInAddress)
  const movedOn = state.matches('confirmed')
  useEffect(() => {
    if (!movedOn && paymentId !== inAddress) keep(paymentId)
  }, [movedOn, paymentId, inAddress])

  return { state, send }
}

const giveBack = (api: Api, paymentId: string) => api.post<Payment>(`/api/client/payments/${paymentId}/cancel`)

/** Remembers the payment that would stay open if the customer left, and gives it back when they do. */
function usePendingPayment(begun: string | null) {
  const { api } = useBestie()
  const [pending] = useState(() => {
    let pendingId = begun
    let left = false
    const letGo = () => {
      if (left && pendingId) void giveBack(api, pendingId).catch(() => {})
    }
    return {
      begin(paymentId: string) {
        pendingId = paymentId
        letGo()
      },
      end() {
        pendingId = null
      },
      arrive() {
        left = false
      },
      leave() {
        left = true
        // React may unmount a screen and mount it again at once; only a real leave counts.
        setTimeout(letGo)
      },
    }
  })
  useEffect(() => {
    pending.arrive()
    return pending.leave
  }, [pending])
  return pending
}
