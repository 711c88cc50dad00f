import { z } from 'zod'
import { senderRole } from './chat'
import { extensionStatus } from './extension'
import { auditAction } from './operator-audit'
import { mitraInBrief } from './payment'
import {
  bookingKind,
  captureOutcome,
  cardStatus,
  causeTag,
  chatStatus,
  endedBy,
  paymentStatus,
  repaymentKind,
  repaymentStatus,
} from './states'
import { id, instant, requestType, rupiah, topicSensitivity } from './values'

/** A card that one mitra was shown, and how it ended. */
export const shownCard = z.object({
  mitra: mitraInBrief,
  status: cardStatus,
  sent_at: instant,
  ended_at: instant.nullable(),
})

const at = { at: instant }
const chat = { chat_session_id: id }

/** What happened to a payment or a chat: one typed event each, with its figures; the apps supply the words. */
export const timelineEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('payment_opened'),
    ...at,
    amount: rupiah,
    duration_minutes: z.int(),
    is_free_trial: z.boolean(),
    is_extension: z.boolean(),
    targeted_mitra: mitraInBrief.nullable(),
  }),
  z.object({ type: z.literal('charge_requested'), ...at, gateway_amount: rupiah, credit_amount: rupiah }),
  z.object({
    type: z.literal('captured'),
    ...at,
    capture_id: z.string(),
    amount: rupiah,
    outcome: captureOutcome,
  }),
  z.object({ type: z.literal('payment_confirmed'), ...at, charged_amount: rupiah.nullable() }),
  z.object({ type: z.literal('payment_consumed'), ...at }),
  z.object({ type: z.literal('payment_ended'), ...at, status: paymentStatus }),
  /** `cards` are the first 200; `asked` counts all cards by how they ended. */
  z.object({
    type: z.literal('request_started'),
    ...at,
    ...chat,
    request_type: requestType,
    topic_sensitivity: topicSensitivity,
    deadline_at: instant,
    asked: z.object({ sent: z.int(), accepted: z.int(), declined: z.int(), closed: z.int() }),
    cards: z.array(shownCard),
  }),
  z.object({ type: z.literal('request_ended'), ...at, ...chat, status: chatStatus, ended_by: endedBy.nullable() }),
  z.object({ type: z.literal('matched'), ...at, ...chat, mitra: mitraInBrief.nullable(), ends_at: instant.nullable() }),
  z.object({
    type: z.literal('extension_requested'),
    ...at,
    ...chat,
    extension_id: id,
    payment_session_id: id,
    duration_minutes: z.int(),
    amount: rupiah,
    deadline_at: instant,
  }),
  z.object({ type: z.literal('extension_decided'), ...at, ...chat, extension_id: id, outcome: extensionStatus }),
  z.object({ type: z.literal('chat_ended'), ...at, ...chat, ended_by: endedBy.nullable() }),
  z.object({ type: z.literal('goodbye_said'), ...at, ...chat, sender_role: senderRole }),
  z.object({ type: z.literal('chat_completed'), ...at, ...chat }),
  z.object({ type: z.literal('chat_rated'), ...at, ...chat, stars: z.int() }),
  z.object({
    type: z.literal('failed'),
    ...at,
    failure_id: id,
    cause_tag: causeTag,
    amount: rupiah,
    targeted_mitra: mitraInBrief.nullable(),
  }),
  z.object({
    type: z.literal('repayment_requested'),
    ...at,
    repayment_id: id,
    failure_id: id,
    kind: repaymentKind,
    gateway_amount: rupiah,
    credit_amount: rupiah,
  }),
  /** The latest known state of a repayment, if it has changed since the repayment was asked for. */
  z.object({
    type: z.literal('repayment_changed'),
    ...at,
    repayment_id: id,
    status: repaymentStatus.exclude(['requested']),
  }),
  /** One booking. Each entry says what its account holds of this payment afterwards (`running`), in signed rupiah. */
  z.object({
    type: z.literal('booked'),
    ...at,
    transaction_id: id,
    kind: bookingKind,
    entries: z.array(z.object({ account: z.string(), amount: z.int(), running: z.int() })),
  }),
  /** What an operator (or, without `by`, the system) did about it, from the audit log. */
  z.object({
    type: z.literal('audited'),
    ...at,
    action: auditAction,
    by: z.string().nullable(),
    subject: z.string(),
    before: z.unknown(),
    after: z.unknown(),
  }),
])
export type TimelineEvent = z.infer<typeof timelineEvent>
export const timeline = z.array(timelineEvent)
