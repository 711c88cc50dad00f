import type { CustomerChat, MitraChat } from '@bestie/contracts/chat'
import { useMutation } from '@tanstack/react-query'
import { useEffect } from 'react'
import { ApiProblem } from '../api'
import { useBestie, useServerEvent } from '../bestie'
import { randomId } from '../random-id'
import { stored } from '../stored'
import { unsentKey } from '../unsent'
import type { ChatKeys } from './chat-keys'
import { messagesQuery } from './messages-query'

type Words = { body: string; client_message_id: string }

/** This side's one goodbye. It is kept until the server has it, even over a lost connection or a reload. */
export function useGoodbye(chat: CustomerChat | MitraChat, keys: ChatKeys) {
  const bestie = useBestie()
  const { api, prefix, queries, role, session, storageKey } = bestie
  const id = chat.chat_session_id
  const keptAs = (kind: 'draft' | 'goodbye') => unsentKey(storageKey, kind, session.get()?.user.id, id)
  const kept = keptAs('goodbye')
  const draft = keptAs('draft')
  const { status } = chat

  const goodbye = useMutation({
    mutationFn: (said: Words) => api.post<CustomerChat | MitraChat>(`${prefix}/chats/${id}/goodbye`, said),
    // Under the same id the goodbye is stored once, so an unknown outcome is simply retried.
    retry: (_, problem) => passes(problem),
    retryDelay: 1_500,
    onSuccess: (answer) => {
      stored.remove(kept)
      queries.setQueryData(keys.chat, answer)
    },
    onError: (problem) => {
      if (isFinal(problem)) stored.remove(kept)
    },
    onSettled: () => {
      for (const queryKey of [keys.chat, keys.lists]) void queries.invalidateQueries({ queryKey })
      void queries.fetchQuery(messagesQuery(bestie, id)).catch(() => {})
    },
  })
  const { mutate } = goodbye

  // Said on another device: the field goes away here too, since a second goodbye would be refused.
  useServerEvent('message', ({ chat_session_id, sender_role }) => {
    if (chat_session_id !== id || sender_role !== role || status !== 'closing' || goodbye.isPending) return
    void queries.invalidateQueries({ queryKey: keys.chat })
  })

  useEffect(() => {
    const said = stored.read(kept)
    // Sent even if it is too late: the server may already have it, and if not, its writer is told so.
    if (said !== null && status !== 'active') mutate(JSON.parse(said) as Words)
    // After the end the draft can neither be sent nor seen.
    if (status === 'completed') stored.remove(draft)
  }, [status, kept, draft, mutate])

  return {
    /** Whether the goodbye can be written now. */
    open: status === 'closing' && chat.may_say_goodbye && !goodbye.isPending && goodbye.error === null,
    sending: goodbye.isPending,
    problem: goodbye.error,
    say: (body: string) => {
      const said = { body, client_message_id: randomId() }
      stored.write(kept, JSON.stringify(said))
      mutate(said)
    },
    sendAgain: isFinal(goodbye.error) ? undefined : () => goodbye.variables && mutate(goodbye.variables),
  }
}

export type Goodbye = ReturnType<typeof useGoodbye>

const passes = (problem: unknown) =>
  problem instanceof ApiProblem && (problem.code === 'network' || problem.status === 429 || problem.status >= 500)

/** Too late, or already sent from another device. */
const isFinal = (problem: unknown) => problem instanceof ApiProblem && problem.status === 409
