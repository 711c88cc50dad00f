import type { RequestCard } from '@bestie/contracts/pairing'
import { useSecondsLeft } from '@bestie/ui/countdown.tsx'

/** Whole seconds until the card's deadline by the server's clock, never more than its window. */
export function useWindowSeconds(card: RequestCard): number {
  const left = useSecondsLeft(card.deadline_at)
  return Math.min(left, card.confirmation_timeout_seconds ?? left)
}
