import { z } from 'zod'

export const paymentStatus = z.enum(['pending', 'confirmed', 'consumed', 'failed_pairing', 'abandoned', 'expired'])
export type PaymentStatus = z.infer<typeof paymentStatus>

export const chatStatus = z.enum(['searching', 'active', 'closing', 'completed', 'expired', 'rejected', 'cancelled'])
export type ChatStatus = z.infer<typeof chatStatus>

export const endedBy = z.enum(['timer', 'customer', 'mitra', 'operator', 'system'])
export type EndedBy = z.infer<typeof endedBy>

export const notificationStatus = z.enum(['sent', 'accepted', 'declined', 'closed'])

export const causeTag = z.enum([
  'no_mitra_available',
  'all_mitras_rejected',
  'payment_session_expired',
  'customer_cancelled',
  'extension_rejected',
  'extension_safeguard_tripped',
  'targeted_mitra_offline',
  'targeted_mitra_at_capacity',
  'targeted_mitra_rejected',
  'targeted_mitra_timeout',
  'unexpected_capture',
])
export type CauseTag = z.infer<typeof causeTag>

/** Causes that end the payment. The targeted causes leave it `confirmed`; `unexpected_capture` ends no payment. */
export const closingCauses = [
  'no_mitra_available',
  'all_mitras_rejected',
  'payment_session_expired',
  'customer_cancelled',
  'extension_rejected',
  'extension_safeguard_tripped',
] as const satisfies readonly CauseTag[]
