import type { PaymentStatus } from '@bestie/contracts/states'
import { useTexts } from '@bestie/ui/texts'
import { State } from '../page/badges'
import { words } from '../words'

const tones = {
  pending: 'busy',
  confirmed: 'busy',
  consumed: 'good',
  failed_pairing: 'bad',
  abandoned: 'quiet',
  expired: 'quiet',
} as const satisfies Record<PaymentStatus, string>

/** A payment's status in words; the colour says whether it waits, was used, failed or is over. */
export function PaymentState({ status }: { status: PaymentStatus }) {
  return <State tone={tones[status]}>{useTexts(words).payment[status]}</State>
}
