import { z } from 'zod'
import { day, id, instant, listOf, requestType, rupiah, topicSensitivity } from './values'

/**
 * A request as a mitra sees it: a name and a need, no contact data.
 * Its duration is in minutes, a returning request's window in seconds.
 */
export const requestCard = z.object({
  chat_session_id: id,
  request_type: requestType,
  topic_sensitivity: topicSensitivity,
  call_name: z.string(),
  duration_minutes: z.int(),
  deadline_at: instant,
  confirmation_timeout_seconds: z.int().optional(),
})
export type RequestCard = z.infer<typeof requestCard>

export const requestDeclined = z.object({ chat_session_id: id, status: z.literal('declined') })

/** A mitra's own state. `live_customers` counts the distinct customers in their live chats, `max_customers` is their capacity. */
export const mitraStatus = z.object({
  is_online: z.boolean(),
  live_customers: z.int(),
  max_customers: z.int(),
})
export type MitraStatus = z.infer<typeof mitraStatus>

/** What one day (Asia/Jakarta) earned, gross, in rupiah; `sessions` counts the delivered chats that started that day. */
export const earnings = listOf(z.object({ day, sessions: z.int(), gross_amount: rupiah }))
export type Earnings = z.infer<typeof earnings>
