import type { OperatorSelf } from '@bestie/contracts/operator-account'
import { useApp } from '@bestie/ui/app'
import { useQuery } from '@tanstack/react-query'

/** Oneself: role, second factor, and what has to be done before anything else is open. */
export function useSelf() {
  const { api } = useApp()
  return useQuery({ queryKey: ['me'], queryFn: () => api.get<OperatorSelf>('/internal/me'), staleTime: 30_000 })
}
