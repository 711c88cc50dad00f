import { sql } from 'kysely'
import { idsOf } from '../db/ids'
import { inBatches } from '../db/in-batches'
import { transact } from '../db/transact'
import { closeSessions } from './close-session'

/**
 * Closes a chat whose time is up (`ended_by` timer), by the clock. Called too early, or with
 * an extension pending, it changes nothing. Chats that end at the same time share a commit.
 */
export const expireSession = inBatches<string, void>({
  async run(ctx, chatIds) {
    // In order of id, so that two batches do not deadlock.
    const these = sql`(select id from chat_sessions where id = any(${idsOf(chatIds)}) order by id for no key update)`
    await transact(ctx, (tx) => closeSessions(ctx, tx, 'timer', sql`c.id in ${these} and c.ends_at <= clock_timestamp()`))
    return chatIds.map(() => undefined)
  },
  about: (chatId) => [chatId],
  together: true,
  most: 100,
  atOnce: 2,
})
