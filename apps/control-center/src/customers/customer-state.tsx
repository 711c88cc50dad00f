import type { CustomerRow } from '@bestie/contracts/operator-customers'
import { useTexts } from '@bestie/ui/texts'
import { State } from '../page/badges'
import { customersTexts } from './texts'

/** Whether a customer may use the app: erased, blocked, restricted or active, the weightiest first. */
export function CustomerState({ customer }: { customer: Pick<CustomerRow, 'blocked_at' | 'restricted_at' | 'erased_at'> }) {
  const texts = useTexts(customersTexts)
  if (customer.erased_at !== null) return <State tone="quiet">{texts.erased}</State>
  if (customer.blocked_at !== null) return <State tone="bad">{texts.blocked}</State>
  if (customer.restricted_at !== null) return <State tone="busy">{texts.restricted}</State>
  return texts.active
}
