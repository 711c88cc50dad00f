import { z } from 'zod'

/** Every code that a refusal may carry, with the HTTP status it is answered with. Clients switch on the code. */
export const statusOfCode = {
  invalid_request: 400,
  free_trial_not_for_extensions: 400,
  code_invalid: 400,
  unauthenticated: 401,
  credentials_invalid: 401,
  forbidden: 403,
  not_found: 404,
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
  chat_not_active: 409,
  chat_not_closing: 409,
  chat_active: 409,
  goodbye_already_said: 409,
  early_end_disabled: 409,
  extension_open: 409,
  extension_decided: 409,
  already_actioned: 409,
  not_actioned: 409,
  payment_open: 409,
  delivered: 409,
  already_repaid: 409,
  not_captured: 409,
  refund_sent: 409,
  credit_spent: 409,
  idempotency_key_reused: 422,
  rate_limited: 429,
  payment_failed: 502,
  internal: 500,
  unavailable: 503,
} as const

export type RefusalCode = keyof typeof statusOfCode

/** RFC 9457 problem details; a 409 adds the present `state`. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(statusOfCode) as [RefusalCode, ...RefusalCode[]]),
  detail: z.string().optional(),
  state: z.string().optional(),
  payment_session_id: z.string().optional(),
  other_available: z.boolean().optional(),
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
export type Problem = z.infer<typeof problem>
