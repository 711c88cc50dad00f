import type { RequestCard } from '@bestie/contracts/pairing'
import { type RawBuilder, sql } from 'kysely'

/** A request as read from the database, with the customer's call name and nothing else of theirs. */
type Request = Omit<RequestCard, 'deadline_at' | 'confirmation_timeout_seconds'> & { deadline_at: Date; window_seconds: number }

/** The card that a mitra sees. A returning request shows its window (seconds); a general one has no countdown. */
export function cardOf(request: Request): RequestCard {
  const card = {
    chat_session_id: request.chat_session_id,
    request_type: request.request_type,
    topic_sensitivity: request.topic_sensitivity,
    call_name: request.call_name,
    duration_minutes: request.duration_minutes,
    deadline_at: request.deadline_at.toISOString(),
  }
  return request.request_type === 'returning' ? { ...card, confirmation_timeout_seconds: request.window_seconds } : card
}

/**
 * Whether a card (`n`) of a given request is still open. Not `status = 'sent'`: with statistics
 * from a quiet hour, PostgreSQL would search everybody's open cards instead of the request's own.
 */
export const isOpenCard = sql<boolean>`n.status not in ('accepted', 'declined', 'closed')`

/**
 * This mitra's open card (`n`) of a searching request (`c`): a fragment for a FROM clause after `chat_sessions
 * c`. LATERAL, so that PostgreSQL looks up one card per request: few requests are searching, but a mitra has many cards.
 */
export const openCardOf = (mitraId: string): RawBuilder<unknown> => sql`
  cross join lateral (
    select n.created_at from chat_request_notifications n
    where n.chat_session_id = c.id and n.mitra_id = ${mitraId} and n.status = 'sent' limit 1
  ) n`
