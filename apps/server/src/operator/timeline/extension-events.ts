import type { ExtensionStatus } from '@bestie/contracts/extension'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../../db/tables'
import type { Happened } from './in-order'

interface ExtensionFacts {
  id: string
  chat_session_id: string
  payment_session_id: string
  duration_minutes: number
  amount: number
  status: ExtensionStatus
  deadline_at: Date
  decided_at: Date | null
  created_at: Date
}

/** Extensions that match `which` (on `e`): the request and the decision. */
export async function extensionEvents(db: Kysely<Database>, which: RawBuilder<unknown>): Promise<Happened[]> {
  const { rows } = await sql<ExtensionFacts>`
    select e.id, e.chat_session_id, e.payment_session_id, e.duration_minutes, e.amount, e.status, e.deadline_at, e.decided_at, e.created_at
    from extensions e where ${which} order by e.id
  `.execute(db)
  return rows.flatMap(({ id, chat_session_id, created_at, decided_at, deadline_at, status, ...asked }): Happened[] => [
    {
      type: 'extension_requested',
      at: created_at,
      chat_session_id,
      extension_id: id,
      deadline_at: deadline_at.toISOString(),
      ...asked,
    },
    { type: 'extension_decided', at: decided_at, chat_session_id, extension_id: id, outcome: status },
  ])
}
