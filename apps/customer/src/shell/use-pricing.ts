import type { Pricing, TierKind } from '@bestie/contracts/payment'
import { useBestie } from '@bestie/ui/bestie'
import { useQuery } from '@tanstack/react-query'

/**
 * The tiers of a chat or of an extension with their prices, and what this customer gets for free or has as credit. Only as read
 * since the screen opened: an older reading may promise credit that was spent meanwhile, and less would be left to pay than is taken.
 */
export function usePricing(kind: TierKind) {
  const { api } = useBestie()
  const { data, isFetchedAfterMount, error, refetch } = useQuery({
    queryKey: ['pricing', kind],
    queryFn: () => api.get<Pricing>(`/api/client/pricing?kind=${kind}`),
  })
  const pricing = isFetchedAfterMount && !error ? data : undefined
  return { pricing, isPending: !pricing && !error, error, refetch }
}
