import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { transact } from '../db/transact'
import { closeSession } from './close-session'

/** The clock closes a chat whose time is up (`ended_by` timer). Too early, or with an extension pending, it changes nothing. */
export async function expireSession(ctx: Ctx, chatId: string): Promise<void> {
  await transact(ctx, async (tx) => {
    await closeSession(ctx, tx, chatId, 'timer', sql`c.ends_at <= clock_timestamp()`)
  })
}
