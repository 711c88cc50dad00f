import { z } from 'zod'
import { cursorFrame, message, type messageAck, senderRole, sendMessageFrame, typingFrame } from './chat'
import { extension } from './extension'
import { requestCard } from './pairing'
import { mitraInBrief } from './payment'
import { causeTag, endedBy, paymentStatus } from './states'
import { id, instant } from './values'

/**
 * Every event that the server sends to an app over its socket. Events
 * are hints about stored state: reading that state gives the same truth.
 */
export const serverEvents = {
  chat_request: requestCard,
  chat_request_closed: z.object({
    chat_session_id: id,
    reason: z.enum(['accepted', 'taken', 'cancelled', 'timeout', 'declined', 'offline']),
  }),
  pairing_matched: z.object({ chat_session_id: id, mitra: mitraInBrief, ends_at: instant }),
  pairing_failed: z.object({ payment_session_id: id, cause_tag: causeTag }),
  returning_unavailable: z.object({ payment_session_id: id, cause_tag: causeTag, other_available: z.boolean() }),
  search_cancelled: z.object({ payment_session_id: id }),
  payment_updated: z.object({ payment_session_id: id, status: paymentStatus }),
  message,
  message_status: z.object({ chat_session_id: id, up_to_seq: z.int(), status: z.enum(['delivered', 'read']) }),
  typing: z.object({ chat_session_id: id, sender_role: senderRole }),
  extension_requested: extension.omit({ status: true, ends_at: true }),
  extension_resolved: z.object({
    extension_id: id,
    chat_session_id: id,
    outcome: extension.shape.status.exclude(['pending']),
    ends_at: instant,
  }),
  session_closing: z.object({ chat_session_id: id, goodbye_deadline_at: instant }),
  session_completed: z.object({ chat_session_id: id, ended_by: endedBy }),
  mitra_status: z.object({ is_online: z.boolean() }),
} as const

export type ServerEventName = keyof typeof serverEvents
export type ServerEvent = {
  [Name in ServerEventName]: { name: Name; data: z.infer<(typeof serverEvents)[Name]> }
}[ServerEventName]
export type ServerToApp = { [Name in ServerEventName]: (data: z.infer<(typeof serverEvents)[Name]>) => void }

/** Every event that an app sends to the server over its socket. */
export const appEvents = {
  message: sendMessageFrame,
  delivered: cursorFrame,
  read: cursorFrame,
  typing: typingFrame,
} as const

export type AppToServer = {
  message: (frame: z.input<typeof sendMessageFrame>, ack: (answer: z.infer<typeof messageAck>) => void) => void
  delivered: (frame: z.input<typeof cursorFrame>) => void
  read: (frame: z.input<typeof cursorFrame>) => void
  typing: (frame: z.input<typeof typingFrame>) => void
}
