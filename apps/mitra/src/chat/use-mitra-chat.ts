import type { MitraChat } from '@bestie/contracts/chat'
import { useBestie } from '@bestie/ui/bestie'
import { serverNow } from '@bestie/ui/server-clock'
import { useQuery } from '@tanstack/react-query'
import { keys } from '../keys'

/** One chat of this mitra. It is read again when its time is up, in case the event about that was lost. */
export function useMitraChat(chatId: string) {
  const { api } = useBestie()
  return useQuery({
    queryKey: keys.chat(chatId),
    queryFn: () => api.get<MitraChat>(`/api/mitra/chats/${chatId}`),
    refetchInterval: ({ state }) => untilNextTurn(state.data),
  })
}

function untilNextTurn(chat: MitraChat | undefined): number | false {
  const turn = chat?.status === 'active' ? chat.ends_at : chat?.status === 'closing' ? chat.goodbye_deadline_at : null
  return turn ? Math.max(Date.parse(turn) - serverNow() + 1_000, 3_000) : false
}
