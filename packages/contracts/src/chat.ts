import { z } from 'zod'
import { extension } from './extension'
import { longestWords } from './limits'
import { mitraInBrief, payment } from './payment'
import { chatStatus, endedBy, extensionDefault } from './states'
import {
  clientMessageId,
  id,
  instant,
  listOf,
  messageBody,
  requestType,
  rupiah,
  seqCursor,
  topicSensitivity,
  writtenText,
} from './values'

export const senderRole = z.enum(['customer', 'mitra'])
export type SenderRole = z.infer<typeof senderRole>

/** One message of a chat; `seq` is its place there: 1, 2, 3 … without a gap. */
export const message = z.object({
  chat_session_id: id,
  id,
  seq: z.int(),
  client_message_id: clientMessageId,
  sender_role: senderRole,
  body: z.string(),
  created_at: instant,
})
export type Message = z.infer<typeof message>

/**
 * How far one reader has got in a chat: the `seq` up to which every
 * message was delivered, and up to which every message was read.
 */
export const readerCursor = z.object({ delivered_seq: z.int(), read_seq: z.int() })
export type ReaderCursor = z.infer<typeof readerCursor>

/** An extension that waits for its mitra, in its chat. */
export const pendingExtension = extension.omit({ chat_session_id: true, status: true, ends_at: true }).extend({
  /** What silence until the deadline means; absent in the event. */
  default_action: extensionDefault.optional(),
})
export type PendingExtension = z.infer<typeof pendingExtension>

/** The fields of a request or chat that both sides may see. */
const chatInCommon = z.object({
  chat_session_id: id,
  request_type: requestType,
  topic_sensitivity: topicSensitivity,
  status: chatStatus,
  duration_minutes: z.int(),
  deadline_at: instant,
  started_at: instant.nullable(),
  ends_at: instant.nullable(),
  goodbye_deadline_at: instant.nullable(),
  ended_at: instant.nullable(),
  ended_by: endedBy.nullable(),
  last_seq: z.int(),
  /** The reader's own cursor and the other side's. */
  mine: readerCursor,
  theirs: readerCursor,
  /** Whether the reader may still write their one goodbye. */
  may_say_goodbye: z.boolean(),
  /** Whether the reader may end the chat before its time. */
  may_end_early: z.boolean(),
  pending_extension: pendingExtension.nullable(),
})

/** A customer's rating of a chat: 1 to 5 stars, with or without a comment. */
export const rateBody = z.strictObject({ stars: z.int().min(1).max(5), comment: writtenText(longestWords).optional() })

/** A request or chat as its customer sees it. `confirmation_timeout_seconds` is a returning request's window, in seconds. */
export const customerChat = chatInCommon.extend({
  /** Null only for a chat that somebody put into the database by hand. */
  payment_session_id: id.nullable(),
  mitra: mitraInBrief.extend({ is_online: z.boolean() }).nullable(),
  confirmation_timeout_seconds: z.int().optional(),
  /** The customer's own rating; null until they give one. */
  rating: z.int().nullable(),
})
export type CustomerChat = z.infer<typeof customerChat>

/** `gross_amount`: what the customer paid for the chat and its extensions, in rupiah. */
export const mitraChat = chatInCommon.extend({ call_name: z.string(), gross_amount: rupiah })
export type MitraChat = z.infer<typeof mitraChat>

/** Everything of the customer's that is live or waiting: chats, requests, and paid payments not yet used. */
export const customerCurrent = listOf(customerChat).extend({ waiting_payments: z.array(payment) })
export type CustomerCurrent = z.infer<typeof customerCurrent>
export const mitraCurrent = listOf(mitraChat)

export const messages = listOf(message).extend({ mine: readerCursor, theirs: readerCursor })
export type Messages = z.infer<typeof messages>

export const goodbyeBody = z.strictObject({ body: messageBody, client_message_id: clientMessageId.optional() })

/** What an app sends over the socket. */
export const sendMessageFrame = z.strictObject({ chat_session_id: id, client_message_id: clientMessageId, body: messageBody })
export const cursorFrame = z.strictObject({ chat_session_id: id, up_to_seq: seqCursor })
export const typingFrame = z.strictObject({ chat_session_id: id })

export const messageAck = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), id, seq: z.int(), created_at: instant }),
  z.object({ ok: z.literal(false), code: z.string() }),
])
export type MessageAck = z.infer<typeof messageAck>
