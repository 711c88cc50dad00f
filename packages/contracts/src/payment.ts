import { z } from 'zod'
import { causeTag, paymentStatus, repaymentKind, repaymentStatus } from './states'
import { id, instant, rupiah, topicSensitivity } from './values'

export const tierKind = z.enum(['chat', 'extension'])
export type TierKind = z.infer<typeof tierKind>

/** What is on sale: a duration in minutes and its price in rupiah. */
export const tier = z.object({ id, duration_minutes: z.int().min(1), amount: rupiah })
export type Tier = z.infer<typeof tier>

/** What a customer may buy now, and what they have: a free trial, credit (rupiah). */
export const pricing = z.object({
  tiers: z.array(tier),
  free_trial_eligible: z.boolean(),
  credit_balance: rupiah,
  /** True if the gateway cannot hold money: an extension is then charged when it is asked for, and refunded if it is refused. */
  charged_at_once: z.boolean(),
})
export type Pricing = z.infer<typeof pricing>

/** What a customer may choose about a payment: a tier, never an amount. */
export const openPaymentBody = z.strictObject({
  tier_id: id,
  is_free_trial: z.boolean().optional(),
  is_extension: z.boolean().optional(),
  chat_session_id: id.optional(),
  targeted_mitra_id: id.optional(),
  topic_sensitivity: topicSensitivity.optional(),
})
export type OpenPaymentBody = z.infer<typeof openPaymentBody>

/** A mitra as customers see them. */
export const mitraInBrief = z.object({ id, display_name: z.string() })
export type MitraInBrief = z.infer<typeof mitraInBrief>

/** What is being given back (in rupiah), and how far that has got. */
export const repayment = z.object({ kind: repaymentKind, status: repaymentStatus.exclude(['withdrawn']), amount: rupiah })
export type Repayment = z.infer<typeof repayment>

/** Money (in rupiah) that came for a payment unasked: late, twice, or in another amount. Operators decide on each. */
export const unexpectedCapture = z.object({ amount: rupiah, is_decided: z.boolean(), repayment: repayment.nullable() })

/** A payment as its customer sees it: amounts in rupiah, the duration in minutes. */
export const payment = z.object({
  payment_session_id: id,
  status: paymentStatus,
  amount: rupiah,
  credit_amount: rupiah,
  /** What was really taken, credit included; 0 while the money is only held. */
  charged_amount: rupiah,
  duration_minutes: z.int(),
  is_free_trial: z.boolean(),
  is_extension: z.boolean(),
  extended_chat_session_id: id.nullable(),
  targeted_mitra_id: id.nullable(),
  targeted_mitra: mitraInBrief.nullable(),
  topic_sensitivity: topicSensitivity,
  expires_at: instant,
  created_at: instant,
  confirmed_at: instant.nullable(),
  consumed_at: instant.nullable(),
  /** The gateway's payment page, while the customer has yet to pay there. */
  pay_url: z.string().nullable(),
  /** True while a request searches on this payment, or its extension is being decided. */
  in_use: z.boolean(),
  /** The chat that this payment is searching for or has become. */
  chat_session_id: id.nullable(),
  /** Why the payment ended without an outcome, or why the last targeted attempt failed. */
  cause_tag: causeTag.nullable(),
  /** Whether operators have decided what becomes of a payment that ended without an outcome. */
  is_decided: z.boolean(),
  repayment: repayment.nullable(),
  unexpected_captures: z.array(unexpectedCapture),
})
export type Payment = z.infer<typeof payment>

/** One payment, read on its own. */
export const paymentNow = payment.extend({
  /** Whether another mitra could listen now; null unless the payment is bound to a mitra and waits to be used. */
  other_available: z.boolean().nullable(),
})
export type PaymentNow = z.infer<typeof paymentNow>

export const paymentBody = z.strictObject({ payment_session_id: id })

export const availability = z.object({ available: z.boolean() })

/** What the payment gateway reports: the outcome of one charge, under the reference that we gave it. */
export const gatewayNotificationBody = z.strictObject({
  notification_id: z.string().min(1).max(128),
  reference: id,
  status: z.enum(['captured', 'held', 'failed']),
  amount: rupiah,
})
