import type { CustomerChat } from '@bestie/contracts/chat'
import type { PaymentNow } from '@bestie/contracts/payment'
import { useBestie, useServerEvent } from '@bestie/ui/bestie'
import { useQuery } from '@tanstack/react-query'
import { useMachine } from '@xstate/react'
import { useEffect } from 'react'
import { fromPromise } from 'xstate'
import { currentKey, paymentKey } from '../shell/queries'
import { type News, returningFlow } from './returning-flow'

/** Runs "Curhat lagi" against the server. Events make it quick; reading every 5 s makes up for missed ones. */
export function useReturningFlow(paymentId: string, ask: boolean) {
  const { api, queries } = useBestie()
  const queryKey = [...paymentKey(paymentId), 'request']
  const [state, send] = useMachine(
    returningFlow.provide({
      actors: {
        ask: fromPromise<CustomerChat, { paymentId: string }>(async ({ input }) => {
          // Without a key: a second attempt is a new request, and for an open request the server repeats its answer.
          const request = await api.post<CustomerChat>('/api/client/chats/returning', { payment_session_id: input.paymentId })
          // A read that was under way may still tell of the attempt before.
          await queries.cancelQueries({ queryKey })
          return request
        }),
        cancel: fromPromise<unknown, { paymentId: string }>(({ input }) =>
          api.post(`/api/client/payments/${input.paymentId}/cancel-search`),
        ),
      },
      actions: {
        reread: () => void queries.invalidateQueries({ queryKey: paymentKey(paymentId) }),
      },
    }),
    { input: { paymentId, ask } },
  )

  const over = state.status === 'done'
  const { data, error, dataUpdatedAt, refetch } = useQuery({
    queryKey,
    queryFn: async (): Promise<News> => {
      const payment = await api.get<PaymentNow>(`/api/client/payments/${paymentId}`)
      const request = payment.chat_session_id && (await api.get<CustomerChat>(`/api/client/chats/${payment.chat_session_id}`))
      return { payment, request: request || null }
    },
    gcTime: 0,
    refetchInterval: over ? false : 5_000,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: each reading counts, also one that reads the same
  useEffect(() => {
    if (data) send({ type: 'NEWS', news: data })
  }, [data, dataUpdatedAt, send])
  useServerEvent('returning_unavailable', ({ payment_session_id, other_available }) => {
    if (payment_session_id === paymentId) send({ type: 'UNAVAILABLE', otherAvailable: other_available })
  })
  useEffect(() => {
    if (over) void queries.invalidateQueries({ queryKey: currentKey })
  }, [over, queries])

  return { state, send, payment: data?.payment ?? null, chat: data?.request ?? null, error: data ? null : error, refetch }
}
