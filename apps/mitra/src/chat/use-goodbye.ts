import type { MitraChat } from '@bestie/contracts/chat'
import { ApiProblem } from '@bestie/ui/api'
import { useBestie } from '@bestie/ui/bestie'
import { messagesQuery } from '@bestie/ui/chat/messages-query'
import { randomId } from '@bestie/ui/random-id'
import { stored } from '@bestie/ui/stored'
import { useMutation } from '@tanstack/react-query'
import { useEffect } from 'react'
import { keys } from '../keys'

type Goodbye = { body: string; client_message_id: string }

/** The one goodbye of this side. It is kept until the server has it, over a lost line and a reload alike. */
export function useGoodbye(chat: MitraChat) {
  const bestie = useBestie()
  const { api, queries, session, storageKey } = bestie
  const id = chat.chat_session_id
  const kept = `${storageKey}.goodbye.${session.get()?.user.id}.${id}`

  const goodbye = useMutation({
    mutationFn: (said: Goodbye) => api.post<MitraChat>(`/api/mitra/chats/${id}/goodbye`, said),
    // Under the same id it is stored once, so an unknown outcome is simply tried again.
    retry: (_, problem) => problem instanceof ApiProblem && (problem.code === 'network' || problem.status >= 500),
    retryDelay: 1_500,
    onSuccess: (answer) => queries.setQueryData(keys.chat(id), answer),
    onSettled: () => {
      stored.remove(kept)
      void queries.invalidateQueries({ queryKey: keys.chats })
      void queries.fetchQuery(messagesQuery(bestie, id)).catch(() => {})
    },
  })
  const { mutate } = goodbye

  useEffect(() => {
    const said = stored.read(kept)
    if (said) mutate(JSON.parse(said) as Goodbye)
  }, [kept, mutate])

  return {
    sending: goodbye.isPending,
    problem: goodbye.error,
    say: (body: string) => {
      const said = { body, client_message_id: randomId() }
      stored.write(kept, JSON.stringify(said))
      mutate(said)
    },
    sendAgain: () => goodbye.variables && mutate(goodbye.variables),
  }
}
