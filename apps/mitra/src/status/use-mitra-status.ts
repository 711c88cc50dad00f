import type { MitraStatus } from '@bestie/contracts/pairing'
import { useBestie } from '@bestie/ui/bestie'
import { useQuery } from '@tanstack/react-query'
import { keys } from '../keys'

/** Whether the mitra is online, and how many customers they have in live chats. */
export function useMitraStatus() {
  const { api } = useBestie()
  return useQuery({ queryKey: keys.status, queryFn: () => api.get<MitraStatus>('/api/mitra/status') })
}
