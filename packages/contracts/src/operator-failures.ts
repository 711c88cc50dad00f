import { z } from 'zod'
import { longestWords } from './limits'
import { customerInBrief } from './operator-payments'
import { byTime, choiceOfTwo, listOfChoices, tableQuery } from './operator-tables'
import { mitraInBrief, repayment } from './payment'
import { causeTag, paymentStatus, repaymentKind } from './states'
import { id, instant, rupiah, tableOf, writtenText } from './values'

export const operatorAction = z.enum([...repaymentKind.options, 'no_action'])
export type OperatorAction = z.infer<typeof operatorAction>

/** A failure as operators see it, with their decision; `amount` is in rupiah. */
export const failedPairing = z.object({
  id,
  created_at: instant,
  payment_session_id: id.nullable(),
  chat_session_id: id.nullable(),
  customer_id: id.nullable(),
  /** Blocked, or restricted: until that is lifted they can spend no credit. */
  customer: customerInBrief
    .extend({ erased_at: instant.nullable(), blocked_at: instant.nullable(), restricted_at: instant.nullable() })
    .nullable(),
  targeted_mitra_id: id.nullable(),
  targeted_mitra: mitraInBrief.nullable(),
  cause_tag: causeTag,
  amount: rupiah,
  operator_action: operatorAction.nullable(),
  actioned_by: z.string().nullable(),
  actioned_at: instant.nullable(),
  /** The note of the last decision. */
  note: z.string().nullable(),
  payment_status: paymentStatus.nullable(),
  /** How far the repayment has got; `failed` reopens the operator's action. */
  repayment: repayment.extend({ changed_at: instant }).nullable(),
  /** Whether a supervisor may still take the decision back. */
  reopenable: z.boolean(),
})
export type FailedPairing = z.infer<typeof failedPairing>
export const failedPairings = tableOf(failedPairing)

export const decideBody = z.strictObject({ action: operatorAction, note: writtenText(longestWords).optional() })

/**
 * Filters: cause, the days on which the failure happened, the customer, the payment,
 * whether it was decided, and whether a refund of it is requested or sent and not settled.
 */
export const failedPairingsQuery = z.strictObject({
  ...tableQuery,
  cause_tags: listOfChoices(causeTag).optional(),
  customer_id: id.optional(),
  payment_session_id: id.optional(),
  is_actioned: choiceOfTwo.optional(),
  is_unsettled: choiceOfTwo.optional(),
  sort: byTime,
})

/** The same filters for the CSV download, which holds all pages, up to 100,000 rows. */
export const failedPairingsCsvQuery = failedPairingsQuery.omit({ page: true })
