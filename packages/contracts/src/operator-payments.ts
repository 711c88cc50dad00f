import { z } from 'zod'
import { byTime, choiceOfTwo, listOfChoices, searchText, tableQuery } from './operator-tables'
import { timeline } from './operator-timeline'
import { mitraInBrief } from './payment'
import { causeTag, paymentStatus } from './states'
import { id, instant, rupiah, tableOf, topicSensitivity } from './values'

/** A customer where operators see them in passing: no contact data. */
export const customerInBrief = z.object({ id, call_name: z.string() })

/** A payment as a row of the operators' table. */
export const paymentRow = z.object({
  payment_session_id: id,
  customer_id: id,
  customer: customerInBrief,
  status: paymentStatus,
  amount: rupiah,
  credit_amount: rupiah,
  charged_amount: rupiah.nullable(),
  duration_minutes: z.int(),
  is_free_trial: z.boolean(),
  is_extension: z.boolean(),
  created_at: instant,
  confirmed_at: instant.nullable(),
  ended_at: instant.nullable(),
})
export type PaymentRow = z.infer<typeof paymentRow>
export const paymentTable = tableOf(paymentRow)

/**
 * Filters: the beginning of the id, or the gateway's reference of a capture, in full (`q`); the customer, statuses, and
 * the days on which the payment was opened.
 */
export const paymentsQuery = z.strictObject({
  ...tableQuery,
  q: searchText.optional(),
  customer_id: id.optional(),
  statuses: listOfChoices(paymentStatus).optional(),
  is_extension: choiceOfTwo.optional(),
  sort: byTime,
})

/** One payment with its whole life in order, from its opening to the last ledger entry. */
export const paymentLife = paymentRow.extend({
  targeted_mitra_id: id.nullable(),
  targeted_mitra: mitraInBrief.nullable(),
  topic_sensitivity: topicSensitivity,
  consumed_at: instant.nullable(),
  expires_at: instant,
  /** The chat that this payment extends, if it pays for an extension. */
  extended_chat_session_id: id.nullable(),
  /** The last closing or targeted failure, as the customer was told it. */
  cause_tag: causeTag.nullable(),
  /** What each account now holds of this payment, in signed rupiah; the balances sum to 0. */
  balances: z.array(z.object({ account: z.string(), amount: z.int() })),
  timeline,
})
export type PaymentLife = z.infer<typeof paymentLife>
