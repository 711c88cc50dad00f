import { z } from 'zod'

export const paymentStatus = z.enum(['pending', 'confirmed', 'consumed', 'failed_pairing', 'abandoned', 'expired'])
export type PaymentStatus = z.infer<typeof paymentStatus>

export const chatStatus = z.enum(['searching', 'active', 'closing', 'completed', 'expired', 'rejected', 'cancelled'])
export type ChatStatus = z.infer<typeof chatStatus>

export const endedBy = z.enum(['timer', 'customer', 'mitra', 'operator', 'system'])
export type EndedBy = z.infer<typeof endedBy>

/** The status of a card; `sent` is still open. */
export const cardStatus = z.enum(['sent', 'accepted', 'declined', 'closed'])
export type CardStatus = z.infer<typeof cardStatus>

/** What becomes of an unanswered extension. */
export const extensionDefault = z.enum(['auto_approve', 'auto_reject'])
export type ExtensionDefault = z.infer<typeof extensionDefault>

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

/** How money is given back: the way it came, or as credit. */
export const repaymentKind = z.enum(['refunded', 'credited'])
export type RepaymentKind = z.infer<typeof repaymentKind>

/** How far a repayment has got; one that operators took back is `withdrawn`. */
export const repaymentStatus = z.enum(['requested', 'sent', 'settled', 'failed', 'withdrawn'])
export type RepaymentStatus = z.infer<typeof repaymentStatus>

/** What a capture came for: a payment, its hold, or nothing that was asked. */
export const captureOutcome = z.enum(['confirmed', 'of_hold', 'unexpected'])
export type CaptureOutcome = z.infer<typeof captureOutcome>

/** A movement of money in the ledger. */
export const bookingKind = z.enum(['charge', 'hold', 'release', 'refund', 'credit'])
export type BookingKind = z.infer<typeof bookingKind>
