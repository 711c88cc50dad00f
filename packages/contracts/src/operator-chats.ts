import { z } from 'zod'
import { senderRole } from './chat'
import { customerInBrief } from './operator-payments'
import { byTime, listOfChoices, reason, tableQuery } from './operator-tables'
import { timeline } from './operator-timeline'
import { mitraInBrief } from './payment'
import { chatStatus, endedBy } from './states'
import { id, instant, requestType, seqCursor, tableOf, topicSensitivity } from './values'

/** A request or chat as a row of the operators' table: the number of messages, never their text. */
export const chatRow = z.object({
  chat_session_id: id,
  payment_session_id: id.nullable(),
  customer_id: id,
  customer: customerInBrief,
  mitra_id: id.nullable(),
  mitra: mitraInBrief.nullable(),
  request_type: requestType,
  topic_sensitivity: topicSensitivity,
  status: chatStatus,
  duration_minutes: z.int(),
  created_at: instant,
  deadline_at: instant,
  started_at: instant.nullable(),
  ends_at: instant.nullable(),
  ended_at: instant.nullable(),
  ended_by: endedBy.nullable(),
  message_count: z.int(),
  rating: z.int().nullable(),
})
export type ChatRow = z.infer<typeof chatRow>
export const chatTable = tableOf(chatRow)

/** Filters: statuses (`searching,active,closing` are live), mitra, customer, and the days on which the row was made. */
export const chatsQuery = z.strictObject({
  ...tableQuery,
  statuses: listOfChoices(chatStatus).optional(),
  mitra_id: id.optional(),
  customer_id: id.optional(),
  request_type: requestType.optional(),
  topic_sensitivity: topicSensitivity.optional(),
  sort: byTime,
})

/** One chat with its events in order, and how many messages each side wrote. */
export const chatLife = chatRow.extend({
  goodbye_deadline_at: instant.nullable(),
  messages: z.object({ customer: z.int(), mitra: z.int() }),
  timeline,
})
export type ChatLife = z.infer<typeof chatLife>

/**
 * Reading a conversation takes a reason, which is kept with the
 * reader's name. An answer holds up to 500 messages after `after_seq`.
 */
export const conversationBody = z.strictObject({ reason, after_seq: seqCursor.default(0) })
export const conversation = z.object({
  items: z.array(z.object({ seq: z.int(), sender_role: senderRole, body: z.string(), created_at: instant })),
  /** The next `after_seq`; null after the last message. */
  next_after_seq: z.int().nullable(),
})
export type Conversation = z.infer<typeof conversation>
