import { useBestie } from '@bestie/ui/bestie'
import { useQuery } from '@tanstack/react-query'
import { useMachine } from '@xstate/react'
import { useEffect } from 'react'
import { fromPromise } from 'xstate'
import { currentKey, paymentKey, paymentQuery } from '../shell/queries'
import { searchFlow } from './search-flow'

/** Runs the search against the server. Events make it quick; reading every 5 s makes up for missed ones. */
export function useSearchFlow(paymentId: string) {
  const { api, queries } = useBestie()
  const [state, send] = useMachine(
    searchFlow.provide({
      actors: {
        start: fromPromise<unknown, { paymentId: string }>(({ input }) => {
          // A payment that was meant for one bestie gets here only when the customer asks for another instead.
          const targeted = queries.getQueryData(paymentQuery(api, paymentId).queryKey)?.targeted_mitra
          return api.post(`/api/client/chats/${targeted ? 'fallback-to-blast' : 'start'}`, {
            payment_session_id: input.paymentId,
          })
        }),
        cancel: fromPromise<unknown, { paymentId: string }>(({ input }) =>
          api.post(`/api/client/payments/${input.paymentId}/cancel-search`),
        ),
      },
      actions: {
        reread: () => void queries.invalidateQueries({ queryKey: paymentKey(paymentId) }),
      },
    }),
    { input: { paymentId } },
  )

  const over = state.status === 'done'
  const {
    data: payment,
    dataUpdatedAt,
    isFetchedAfterMount,
    isError,
  } = useQuery({
    ...paymentQuery(api, paymentId),
    refetchOnMount: 'always',
    refetchInterval: over ? false : 5_000,
  })
  // A read from before this screen opened may be older than the confirmation of the payment.
  const fresh = isFetchedAfterMount && !isError
  // biome-ignore lint/correctness/useExhaustiveDependencies: each reading counts, also one that reads the same
  useEffect(() => {
    if (payment && fresh) send({ type: 'PAYMENT', payment })
  }, [payment, fresh, dataUpdatedAt, send])
  useEffect(() => {
    if (over) void queries.invalidateQueries({ queryKey: currentKey })
  }, [over, queries])

  return { state, send }
}
