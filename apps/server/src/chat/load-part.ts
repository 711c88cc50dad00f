import type { SenderRole } from '@bestie/contracts/chat'
import { type Kysely, sql } from 'kysely'
import type { ChatSessions, Database } from '../db/tables'
import { Refusal } from '../refusal'

/** The chats (`c`) that this mitra won, live or over. */
export const wonBy = (mitraId: string) => sql`c.mitra_id = ${mitraId} and c.status in ('active', 'closing', 'completed')`

/** A participant's view of a chat; loading it is the authorisation to read and write. */
export interface Part {
  side: SenderRole
  /** The other person's id. */
  other: string
  status: ChatSessions['status']['__select__']
}

/**
 * Which side of the chat this person is on, and its status. A request that has not become a chat has its customer's side only, since
 * no mitra has won it. Refuses `not_found` for anybody else.
 */
export async function loadPartOrRequest(
  db: Kysely<Database>,
  userId: string,
  chatId: string,
): Promise<Pick<Part, 'side' | 'status'>> {
  const { rows } = await sql<Pick<Part, 'side' | 'status'>>`
    select 'customer' as side, status from chat_sessions where id = ${chatId} and customer_id = ${userId}
    union all
    select 'mitra', status from chat_sessions c where c.id = ${chatId} and ${wonBy(userId)}
  `.execute(db)
  if (rows[0] === undefined) throw new Refusal('not_found')
  return rows[0]
}

/** Which side of the chat this person is on. Refuses `not_found` for anybody else. */
export async function loadPart(db: Kysely<Database>, userId: string, chatId: string): Promise<Part> {
  const { rows } = await sql<Part>`
    select 'customer' as side, mitra_id as other, status from chat_sessions
    where id = ${chatId} and customer_id = ${userId} and mitra_id is not null and status in ('active', 'closing', 'completed')
    union all
    select 'mitra', customer_id, status from chat_sessions c where c.id = ${chatId} and ${wonBy(userId)}
  `.execute(db)
  if (rows[0] === undefined) throw new Refusal('not_found')
  return rows[0]
}
