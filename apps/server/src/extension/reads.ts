import type { Extension } from '@bestie/contracts/extension'
import type { Kysely } from 'kysely'
import type { Database } from '../db/tables'

/** An extension as a resource, with the present `ends_at` of its chat. */
export async function readExtension(db: Kysely<Database>, extensionId: string): Promise<Extension> {
  const row = await db
    .selectFrom('extensions as e')
    .innerJoin('chat_sessions as c', 'c.id', 'e.chat_session_id')
    .select(['e.id as extension_id', 'e.chat_session_id', 'e.status', 'e.duration_minutes', 'e.amount', 'e.timeout_seconds'])
    .select(['e.deadline_at', 'c.ends_at'])
    .where('e.id', '=', extensionId)
    .executeTakeFirstOrThrow()
  return { ...row, deadline_at: row.deadline_at.toISOString(), ends_at: row.ends_at?.toISOString() ?? null }
}
