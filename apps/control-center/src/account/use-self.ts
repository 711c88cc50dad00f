import type { OperatorSelf } from '@bestie/contracts/operator-account'
import { useApp } from '@bestie/ui/app'
import { useQuery } from '@tanstack/react-query'

/**
 * The signed-in operator: role, second factor, and duties that come before everything else.
 * Many components call this; only the one that keeps the answer fresh gives a `refetchInterval`, in ms.
 */
export function useSelf({ refetchInterval = false }: { refetchInterval?: number | false } = {}) {
  const { api } = useApp()
  return useQuery({
    queryKey: ['me'],
    queryFn: () => api.get<OperatorSelf>('/internal/me'),
    staleTime: 30_000,
    refetchInterval,
  })
}
