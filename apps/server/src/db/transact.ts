import type { RefusalCode } from '@bestie/contracts/errors'
import type { ServerEvent } from '@bestie/contracts/events'
import { sql, type Transaction } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Ctx } from '../ctx'
import type { TaskName, TaskPayload } from '../jobs/tasks'
import { type Booking, type Entry, entriesOf, insertEntries } from '../ledger/book'
import { pushOf } from '../notify/push-of-event'
import { Refusal } from '../refusal'
import { type StoredEvent, toStore } from '../sealing/stored-events'
import { andCommit } from './client'
import type { Database } from './tables'

/** An event and the people whose devices are to get it. */
export type Told = ServerEvent & { to: string[] }

const last = sql.raw(andCommit)

interface ScheduledJob {
  task: TaskName
  payload: object
  run_at: Date | null
  key: string | null
}

/** One short transaction: its statements, and what is to happen once it has committed. */
export interface Tx {
  db: Transaction<Database>
  /**
   * Tells these people's devices, after the commit. The event is stored with the change, so a crash in between loses nothing; of a
   * message, `sealedBody` is stored.
   */
  tell(to: string[], event: ServerEvent, sealedBody?: string): void
  /** Enters these bookings in the ledger. */
  book(bookings: Booking[]): void
  /** Runs a task at `at` (default: as soon as possible) in some worker. A later job under the same key replaces this one. */
  schedule<Name extends TaskName>(task: Name, payload: TaskPayload<Name>, when?: { at?: Date; key?: string }): void
}

/** What a unique index that stands behind a guard means to the caller: a code, and the state that is in the way. */
const refusalOfConstraint: Record<string, [RefusalCode, string]> = {
  chat_sessions_one_search_per_customer: ['already_searching', 'searching'],
  chat_sessions_one_per_payment: ['payment_in_use', 'searching'],
  extensions_one_pending_per_chat: ['extension_open', 'pending'],
  messages_sent_once: ['goodbye_already_said', 'closing'],
}

/**
 * Runs `work` in one READ COMMITTED transaction, with its bookings, events and jobs written in the same commit, and hands the events
 * to the sockets afterwards. Nothing remote may happen inside. A violated guard index becomes its Refusal.
 */
export async function transact<Result>(ctx: Ctx, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  const told: Told[] = []
  const stored: StoredEvent[] = []
  const jobs: ScheduledJob[] = []
  const entries: Entry[] = []
  const eventsId = uuidv7()
  // A job goes on in the trace of whoever scheduled it.
  const trace_link = ctx.tracing.link()
  const link = trace_link && { trace_link }
  try {
    const result = await ctx.db.transaction().execute(async (db) => {
      const value = await work({
        db,
        tell: (to, event, sealedBody) => {
          if (to.length === 0) return
          told.push({ ...event, to })
          stored.push(toStore({ ...event, to }, sealedBody))
        },
        book: (bookings) => void entries.push(...entriesOf(bookings)),
        schedule: (task, payload, when) =>
          void jobs.push({ task, payload: { ...payload, ...link }, run_at: when?.at ?? null, key: when?.key ?? null }),
      })
      if (told.length + jobs.length + entries.length > 0) await store(db, eventsId, stored, jobs, entries)
      return value
    })
    if (told.length > 0) ctx.realtime.deliver(eventsId, told)
    return result
  } catch (error) {
    throw asRefusal(error) ?? error
  }
}

/**
 * The transaction's last statement, which it is committed with: its entries in the ledger, the outbox row, every job, and a push for the
 * events that are worth one. Only what is to run at once wakes a worker; timers lie in the queue until they are due.
 */
async function store(
  db: Transaction<Database>,
  eventsId: string,
  told: StoredEvent[],
  jobs: ScheduledJob[],
  entries: Entry[],
): Promise<void> {
  const pushes = told.flatMap(({ to, sealed: _, ...event }) => {
    const push = pushOf(event)
    return push === undefined ? [] : [{ to, push }]
  })
  const booked = entries.length > 0 ? sql`with booked as (${insertEntries(entries)})` : undefined
  const outbox = sql`
    insert into undelivered_events (id, events) select ${eventsId}::uuid, ${JSON.stringify(told)}::json where ${told.length > 0}
  `
  // Most tell somebody of something, and that is all.
  if (jobs.length === 0 && pushes.length === 0) return void (await sql`${last}${booked ?? sql``}${outbox}`.execute(db))
  const timers = jobs.filter(({ run_at }) => run_at !== null)
  const atOnce = jobs.filter(({ run_at }) => run_at === null)
  await sql`${last}
    ${booked ? sql`${booked},` : sql`with`} events as (${outbox}), job as (
      select task, payload, key from jsonb_to_recordset(${JSON.stringify(atOnce)}::jsonb) as job (task text, payload json, key text)
      union all
      -- A push only where somebody has a device to get it.
      select 'send_push', push, null from json_array_elements(${JSON.stringify(pushes)}::json) as push
      where exists (select from push_subscriptions s where s.user_id = any(${pushes.flatMap(({ to }) => to)}::uuid[]))
    )
    select graphile_worker.add_job(task, payload, job_key => key) is null from job
    union all
    select schedule_timers(${JSON.stringify(timers)}::jsonb) is null where ${timers.length > 0}
  `.execute(db)
}

function asRefusal(error: unknown): Refusal | undefined {
  const { code, constraint } = error as { code?: string; constraint?: string }
  const meaning = code === '23505' && constraint !== undefined ? refusalOfConstraint[constraint] : undefined
  return meaning && new Refusal(meaning[0], { state: meaning[1] })
}
