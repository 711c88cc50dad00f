import type { CustomerChat } from '@bestie/contracts/chat'
import type { Extension } from '@bestie/contracts/extension'
import { useBestie, useServerEvent } from '@bestie/ui/bestie'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMachine } from '@xstate/react'
import { useEffect, useState } from 'react'
import { fromPromise } from 'xstate'
import { chatKey } from '../shell/queries'
import { extensionFlow } from './extension-flow'

/** Runs an extension of one chat against the server. The chat holds the truth, so a reload resumes from it. */
export function useExtensionFlow(chat: CustomerChat) {
  const { api, queries } = useBestie()
  const navigate = useNavigate()
  const { extension: paymentId } = useSearch({ from: '/chat/$chatId' })
  const [paidAtFirst] = useState(paymentId ?? null)
  const chatId = chat.chat_session_id

  const [state, send] = useMachine(
    extensionFlow.provide({
      actors: {
        ask: fromPromise<Extension, { paymentId: string }>(async ({ input }) => {
          // For the same payment the server gives the same answer, so no key is needed.
          const answer = await api.post<Extension>(`/api/client/chats/${chatId}/extensions`, {
            payment_session_id: input.paymentId,
          })
          // A read that was under way does not know of the extension.
          await queries.cancelQueries({ queryKey: chatKey(chatId) })
          if (answer.status === 'pending') {
            queries.setQueryData<CustomerChat>(
              chatKey(chatId),
              (now) => now && { ...now, pending_extension: answer, may_end_early: false },
            )
          } else void queries.invalidateQueries({ queryKey: chatKey(chatId) })
          return answer
        }),
      },
      actions: {
        // If no answer comes, the payment stays in the list of payments, where
        // it can be released by hand; in the end the sweeper releases it.
        release: (_, { paymentId }) => void api.post(`/api/client/payments/${paymentId}/cancel-search`).catch(() => {}),
        forget: () => void navigate({ to: '/chat/$chatId', params: { chatId }, search: {}, replace: true }),
      },
    }),
    { input: { paymentId: paidAtFirst } },
  )

  useEffect(() => send({ type: 'CHAT', chat }), [chat, send])
  useServerEvent('extension_resolved', ({ chat_session_id, extension_id, outcome, ends_at }) => {
    if (chat_session_id !== chatId) return
    queries.setQueryData<CustomerChat>(chatKey(chatId), (now) => now && { ...now, ends_at, pending_extension: null })
    send({ type: 'RESOLVED', extensionId: extension_id, outcome })
  })

  return { state, send }
}
