import type { RequestCard } from '@bestie/contracts/pairing'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables'
import { cardOf, openCardOf } from './request-card'

/** A mitra's open cards, oldest first. */
export async function listOpenRequests(db: Kysely<Database>, mitraId: string): Promise<RequestCard[]> {
  const { rows } = await sql<Parameters<typeof cardOf>[0]>`
    select c.id as chat_session_id, c.request_type, c.topic_sensitivity, c.duration_minutes, c.deadline_at, c.window_seconds,
      customer.call_name
    from chat_sessions c ${openCardOf(mitraId)}
    join customers customer on customer.id = c.customer_id
    where c.status = 'searching' and c.deadline_at > clock_timestamp()
    order by n.created_at, c.id
  `.execute(db)
  return rows.map(cardOf)
}
