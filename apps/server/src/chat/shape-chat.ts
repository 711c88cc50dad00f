import type { CustomerChat, MitraChat, ReaderCursor, SenderRole } from '@bestie/contracts/chat'
import type { Selectable } from 'kysely'
import type { ChatSessions } from '../db/tables'
import type { Settings } from '../settings'

/** The columns of a chat's row that both sides see. */
export const chatColumns = [
  'id',
  'request_type',
  'topic_sensitivity',
  'status',
  'duration_minutes',
  'window_seconds',
  'deadline_at',
  'started_at',
  'ends_at',
  'goodbye_deadline_at',
  'ended_at',
  'ended_by',
  'last_seq',
  'customer_goodbye_seq',
  'mitra_goodbye_seq',
  'pending_extension_id',
  'payment_session_id',
  'mitra_id',
] as const

/** A chat's row with what belongs to it, from which each side's resource is shaped. */
export type ChatRow = Pick<Selectable<ChatSessions>, (typeof chatColumns)[number]> & {
  call_name: string
  display_name: string | null
  is_online: boolean | null
  customer_cursor: ReaderCursor | null
  mitra_cursor: ReaderCursor | null
  extension: CustomerChat['pending_extension']
  rating: number | null
  gross_amount: number
}

/** The settings with the early-end flags: `may_end_early` tells an app whether to offer the button. */
export type EarlyEnd = Pick<Settings, 'flag'>

/** The cursors of a person who has received nothing yet. */
export const nothingYet: ReaderCursor = { delivered_seq: 0, read_seq: 0 }

type Request = Pick<ChatRow, 'request_type' | 'topic_sensitivity' | 'duration_minutes' | 'window_seconds' | 'deadline_at'>

/** A request as its customer sees it when the search has just begun. */
export function begunRequest(id: string, request: Request & { payment_session_id: string }, settings: EarlyEnd): CustomerChat {
  const { payment_session_id } = request
  return forCustomer(newRow(id, request, { status: 'searching', payment_session_id }), settings)
}

/** A chat as its mitra sees it when they have just won it. */
export function startedChat(
  id: string,
  chat: Request & { started_at: Date; ends_at: Date } & Pick<ChatRow, 'call_name' | 'gross_amount'>,
  settings: EarlyEnd,
): MitraChat {
  const { started_at, ends_at, call_name, gross_amount } = chat
  return forMitra(newRow(id, chat, { status: 'active', started_at, ends_at, call_name, gross_amount }), settings)
}

/** A row as it was just written. Field by field: see [decision 0016](../../../../docs/decisions/0016-hot-paths-do-not-spread.md). */
function newRow(
  id: string,
  { request_type, topic_sensitivity, duration_minutes, window_seconds, deadline_at }: Request,
  known: Pick<ChatRow, 'status'> &
    Partial<Pick<ChatRow, 'started_at' | 'ends_at' | 'payment_session_id' | 'call_name' | 'gross_amount'>>,
): ChatRow {
  return {
    id,
    request_type,
    topic_sensitivity,
    status: known.status,
    duration_minutes,
    window_seconds,
    deadline_at,
    started_at: known.started_at ?? null,
    ends_at: known.ends_at ?? null,
    goodbye_deadline_at: null,
    ended_at: null,
    ended_by: null,
    last_seq: 0,
    customer_goodbye_seq: null,
    mitra_goodbye_seq: null,
    pending_extension_id: null,
    payment_session_id: known.payment_session_id ?? null,
    mitra_id: null,
    call_name: known.call_name ?? '',
    display_name: null,
    is_online: null,
    customer_cursor: null,
    mitra_cursor: null,
    extension: null,
    rating: null,
    gross_amount: known.gross_amount ?? 0,
  }
}

/** What both sides see; the callers add to it with `Object.assign`, for the same reason. */
function inCommon(row: ChatRow, side: SenderRole, endsEarly: boolean) {
  const cursors = { customer: row.customer_cursor ?? nothingYet, mitra: row.mitra_cursor ?? nothingYet }
  const saidGoodbye = side === 'customer' ? row.customer_goodbye_seq : row.mitra_goodbye_seq
  return {
    chat_session_id: row.id,
    request_type: row.request_type,
    topic_sensitivity: row.topic_sensitivity,
    status: row.status,
    duration_minutes: row.duration_minutes,
    deadline_at: row.deadline_at.toISOString(),
    started_at: row.started_at?.toISOString() ?? null,
    ends_at: row.ends_at?.toISOString() ?? null,
    goodbye_deadline_at: row.goodbye_deadline_at?.toISOString() ?? null,
    ended_at: row.ended_at?.toISOString() ?? null,
    ended_by: row.ended_by,
    last_seq: row.last_seq,
    mine: cursors[side],
    theirs: cursors[side === 'customer' ? 'mitra' : 'customer'],
    may_say_goodbye: row.status === 'closing' && saidGoodbye === null,
    may_end_early: row.status === 'active' && row.pending_extension_id === null && endsEarly,
    pending_extension: row.extension,
  }
}

/** A chat as its customer sees it. */
export function forCustomer(row: ChatRow, settings: EarlyEnd): CustomerChat {
  const chat = Object.assign(inCommon(row, 'customer', settings.flag('early_end_customer_enabled')), {
    payment_session_id: row.payment_session_id,
    mitra:
      row.mitra_id === null
        ? null
        : { id: row.mitra_id, display_name: row.display_name ?? '', is_online: row.is_online ?? false },
    rating: row.rating,
  })
  return row.request_type === 'returning' ? { ...chat, confirmation_timeout_seconds: row.window_seconds } : chat
}

/** A chat as its mitra sees it: nothing about who the customer is except their call name. */
export function forMitra(row: ChatRow, settings: EarlyEnd): MitraChat {
  return Object.assign(inCommon(row, 'mitra', settings.flag('early_end_mitra_enabled')), {
    call_name: row.call_name,
    gross_amount: row.gross_amount,
  })
}
