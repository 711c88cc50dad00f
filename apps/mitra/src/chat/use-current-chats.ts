import type { MitraChat } from '@bestie/contracts/chat'
import { useBestie } from '@bestie/ui/bestie'
import { useQuery } from '@tanstack/react-query'
import { keys } from '../keys'

/** The mitra's live chats, the one that ends first on top. */
export function useCurrentChats() {
  const { api } = useBestie()
  return useQuery({
    queryKey: keys.current,
    queryFn: async () => (await api.get<{ items: MitraChat[] }>('/api/mitra/chats/current')).items,
    select: (chats) =>
      chats
        .filter((chat) => chat.status === 'active' || chat.status === 'closing')
        .toSorted((a, b) => (a.ends_at ?? '').localeCompare(b.ends_at ?? '')),
  })
}
