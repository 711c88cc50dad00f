import { z } from 'zod'

/** Codes that anybody may meet. */
const forEveryone = {
  invalid_request: 400,
  code_invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  account_blocked: 403,
  account_restricted: 403,
  account_suspended: 403,
  not_found: 404,
  chat_not_active: 409,
  extension_open: 409,
  idempotency_key_reused: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const

/** Codes that only customers and mitra meet. */
const forPeople = {
  free_trial_not_for_extensions: 400,
  payment_not_pending: 409,
  payment_not_confirmed: 409,
  payment_in_use: 409,
  free_trial_used: 409,
  free_trial_open: 409,
  already_searching: 409,
  request_not_searching: 409,
  request_taken: 409,
  request_declined: 409,
  deadline_passed: 409,
  mitra_at_capacity: 409,
  mitra_offline: 409,
  targeted_mitra_offline: 409,
  targeted_mitra_at_capacity: 409,
  chat_not_closing: 409,
  chat_active: 409,
  goodbye_already_said: 409,
  early_end_disabled: 409,
  extension_decided: 409,
  payment_failed: 502,
} as const

/** Codes that only operators meet. */
const forOperators = {
  password_wrong: 400,
  credentials_invalid: 401,
  totp_required: 401,
  totp_wrong: 401,
  password_change_required: 403,
  totp_setup_required: 403,
  already_actioned: 409,
  not_actioned: 409,
  payment_open: 409,
  delivered: 409,
  already_repaid: 409,
  not_captured: 409,
  refund_sent: 409,
  credit_spent: 409,
  totp_enabled: 409,
  totp_not_begun: 409,
  totp_obligatory: 409,
  operator_exists: 409,
  oneself: 409,
  contact_taken: 409,
  something_live: 409,
  money_open: 409,
  customer_erased: 409,
} as const

/** Every code that a refusal may carry, with the HTTP status of its answer. Clients switch on the code. */
export const statusOfCode = { ...forEveryone, ...forPeople, ...forOperators }

/** The codes for which the customer and mitra apps must have words. */
export type PersonCode = keyof typeof forEveryone | keyof typeof forPeople
/** The codes for which the control center must have words. */
export type OperatorCode = keyof typeof forEveryone | keyof typeof forOperators
export type RefusalCode = keyof typeof statusOfCode

/** RFC 9457 problem details; a 409 adds the current `state`. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(statusOfCode) as [RefusalCode, ...RefusalCode[]]),
  detail: z.string().optional(),
  state: z.string().optional(),
  payment_session_id: z.string().optional(),
  other_available: z.boolean().optional(),
  /** How many seconds to wait before the next try, where a 429 knows it. */
  retry_after_seconds: z.int().optional(),
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
export type Problem = z.infer<typeof problem>
