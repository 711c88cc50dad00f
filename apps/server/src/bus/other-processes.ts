import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { listenerName, type Notifications } from '../db/notifications'
import type { Database } from '../db/tables'

/** How long a process counts that is no longer seen listening, in ms: its connection may just have broken. */
export const countedFor = 60_000

/** Whether this process shares its database with another. */
export interface OtherProcesses {
  /** True from the moment another process is met; it stays true, though that one may be gone. */
  readonly exist: boolean
  /** Whether there is no other: none was ever met, or every call for a minute has found this process alone. */
  areGone(): Promise<boolean>
}

/** Tells the other processes on this database of this one, and notices those that are there or start later. */
export async function meetOtherProcesses(db: Kysely<Database>, notifications: Notifications): Promise<OtherProcesses> {
  const self = randomUUID()
  let exist = false
  let aloneSince: number | undefined
  const look = async () => {
    if ((await countListening(db)) > 1) exist = true
  }
  notifications.on('process_started', (id) => {
    if (id === self) return
    exist = true
    aloneSince = undefined
  })
  notifications.onReconnected(() => void look().catch(() => {}))
  // This process already listens, so of two that start at once each either sees the other here or hears it.
  await sql`select pg_notify('process_started', ${self})`.execute(db)
  await look()
  return {
    get exist() {
      return exist
    },
    async areGone() {
      if (!exist) return true
      // A count of 0 says nothing about the others: not even this process is listening then.
      aloneSince = (await countListening(db)) === 1 ? (aloneSince ?? performance.now()) : undefined
      return aloneSince !== undefined && performance.now() - aloneSince > countedFor
    },
  }
}

/** How many processes listen to this database now, this one included: each does, on one connection of this name. */
export async function countListening(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from pg_stat_activity
    where datname = current_database() and application_name = ${listenerName}
  `.execute(db)
  return rows[0]?.count ?? 0
}
