import type { RefusalCode } from '@bestie/contracts/errors'
import type { ServerEvent } from '@bestie/contracts/events'
import { type RawBuilder, sql, type Transaction } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Ctx } from '../ctx'
import type { TaskName, TaskPayload } from '../jobs/tasks'
import { type Booking, type Entry, entriesOf, insertEntries } from '../ledger/book'
import { pushOf } from '../notify/push-of-event'
import { Refusal } from '../refusal'
import { type StoredEvent, toStore } from '../sealing/stored-events'
import { andCommit, withTheNext } from './client'
import type { Database } from './tables'

/** An event and the people whose devices receive it. */
export type Told = ServerEvent & { to: string[] }

/** An event for these people. Field by field: see [decision 0016](../../../../docs/decisions/0016-hot-paths-do-not-spread.md). */
export const toldTo = (to: string[], { name, data }: ServerEvent): Told => ({ name, data, to }) as Told

const last = sql.raw(andCommit)

/** Starts a transaction's first statement, if it only locks: the next one, which comes with it, sees what the wait was for. */
export const lockFirst = sql.raw(withTheNext)

interface ScheduledJob {
  task: TaskName
  payload: object
  run_at: Date | null
  key: string | null
}

/** One short transaction: its statements, and what happens once it has committed. */
export interface Tx {
  db: Transaction<Database>
  /**
   * Tells these people's devices, after the commit. The event is stored in the same commit, so a crash
   * in between loses nothing; a message is stored with `sealedBody` in place of its text.
   */
  tell(to: string[], event: ServerEvent, sealedBody?: string): void
  /** Enters these bookings in the ledger. */
  book(bookings: Booking[]): void
  /** Runs a task at `at` (default: as soon as possible) in some worker. A later job with the same key replaces this one. */
  schedule<Name extends TaskName>(task: Name, payload: TaskPayload<Name>, when?: { at?: Date; key?: string }): void
}

/** A transaction's result, which its last statement reads. */
class Lastly<Result> {
  constructor(
    readonly query: RawBuilder<unknown>,
    readonly of: (rows: unknown[]) => Result,
  ) {}
}

/**
 * Returned by `work`: `query` runs in the committing statement, so it costs no round trip, and sees everything `work` wrote;
 * `of` turns its rows into the result.
 */
export function lastly<Row, Result>(query: RawBuilder<Row>, of: (rows: Row[]) => Result): Lastly<Result> {
  return new Lastly(query, (rows) => of(rows as Row[]))
}

/** The refusal for a violated unique index that backs a guard: a code, and the state in the way. */
const refusalOfConstraint: Record<string, [RefusalCode, string]> = {
  chat_sessions_one_search_per_customer: ['already_searching', 'searching'],
  chat_sessions_one_per_payment: ['payment_in_use', 'searching'],
  extensions_one_pending_per_chat: ['extension_open', 'pending'],
}

/**
 * Runs `work` in one READ COMMITTED transaction, writes its bookings, events and jobs in the same
 * commit, and then hands the events to the sockets. Nothing remote may happen inside. Returns the
 * result of `work`, or what its `lastly` read. A violated guard index becomes its Refusal.
 */
export async function transact<Result>(ctx: Ctx, work: (tx: Tx) => Promise<Result | Lastly<Result>>): Promise<Result> {
  const told: Told[] = []
  const stored: StoredEvent[] = []
  const jobs: ScheduledJob[] = []
  const entries: Entry[] = []
  const eventsId = uuidv7()
  // A job continues the trace of its scheduler.
  const trace_link = ctx.tracing.link()
  const link = trace_link && { trace_link }
  try {
    const { value, rows } = await ctx.db.transaction().execute(async (db) => {
      const value = await work({
        db,
        tell: (to, event, sealedBody) => {
          if (to.length === 0) return
          const each = toldTo(to, event)
          told.push(each)
          stored.push(toStore(each, sealedBody))
        },
        book: (bookings) => void entries.push(...entriesOf(bookings)),
        schedule: (task, payload, when) =>
          void jobs.push({
            task,
            payload: link ? { ...payload, ...link } : payload,
            run_at: notBefore(when?.at),
            key: when?.key ?? null,
          }),
      })
      const toRead = value instanceof Lastly ? value.query : undefined
      if (told.length + jobs.length + entries.length === 0 && toRead === undefined) return { value, rows: [] }
      return { value, rows: await store(db, { eventsId, told: stored, jobs, entries, toRead }) }
    })
    if (told.length > 0) ctx.realtime.deliver(eventsId, told)
    return value instanceof Lastly ? value.of(rows) : value
  } catch (error) {
    throw asRefusal(error) ?? error
  }
}

/** What a transaction left to its last statement. */
interface Gathered {
  eventsId: string
  told: StoredEvent[]
  jobs: ScheduledJob[]
  entries: Entry[]
  toRead: RawBuilder<unknown> | undefined
}

/**
 * The statement that commits the transaction: ledger entries, the `undelivered_events`
 * row, all jobs, pushes, and whatever `lastly` reads. Only jobs due now wake a worker.
 */
async function store(db: Transaction<Database>, { eventsId, told, jobs, entries, toRead }: Gathered): Promise<unknown[]> {
  const pushes = told.flatMap((event, at) => {
    const push = pushOf(event)
    return push === undefined ? [] : [{ at, push }]
  })
  const isQueued = jobs.length + pushes.length > 0
  const writes = [
    ...(entries.length > 0 ? [sql`booked as (${insertEntries(entries)})`] : []),
    ...(told.length > 0 ? insertEvents(eventsId, told) : []),
    ...(isQueued ? queue(jobs, pushes) : []),
  ]
  const answer = toRead ?? sql`select`
  const { rows } = await sql`${last}
    ${writes.length > 0 ? sql`with ${sql.join(writes)}` : sql``}
    ${isQueued ? sql`select answer.* from (${answer}) answer where (select count(*) from queued) >= 0` : answer}
  `.execute(db)
  return rows
}

/** The events as `told`, where pushes find their recipients: a crowd's list is long, and so is sent to the database once. */
const insertEvents = (id: string, events: StoredEvent[]) => [
  sql`told as materialized (select ${JSON.stringify(events)}::json as events)`,
  sql`stored as (insert into undelivered_events (id, events) select ${id}::uuid, events from told)`,
]

/** Queues the jobs, and the pushes for the events at index `at` of `told`. It happens when the rows of `queued` are counted. */
function queue(jobs: ScheduledJob[], pushes: { at: number; push: object }[]): RawBuilder<unknown>[] {
  const timers = jobs.filter(({ run_at }) => run_at !== null)
  const atOnce = jobs.filter(({ run_at }) => run_at === null)
  return [
    sql`job as (
      select task, payload, key from jsonb_to_recordset(${JSON.stringify(atOnce)}::jsonb) as job (task text, payload json, key text)
      ${pushes.length > 0 ? sql`union all ${pushJobs(pushes)}` : sql``}
    )`,
    sql`queued as materialized (
      select graphile_worker.add_job(task, payload, job_key => key) is null from job
      union all
      select schedule_timers(${JSON.stringify(timers)}::jsonb) is null where ${timers.length > 0}
    )`,
  ]
}

/** A push job only where somebody has a device to receive it. */
const pushJobs = (pushes: { at: number; push: object }[]) => sql`
  select 'send_push', json_build_object('to', whose.ids, 'push', push), null
  from json_to_recordset(${JSON.stringify(pushes)}::json) as given (at integer, push json),
    lateral (select events -> at -> 'to' as ids from told) whose
  where exists (
    select from push_subscriptions s where s.user_id = any(array(select json_array_elements_text(whose.ids)::uuid)))
`

/** A Date drops the microseconds: a timer that runs in that very millisecond could find nothing due yet, and be gone. */
const notBefore = (at: Date | undefined) => (at === undefined ? null : new Date(at.getTime() + 1))

function asRefusal(error: unknown): Refusal | undefined {
  const { code, constraint } = error as { code?: string; constraint?: string }
  const meaning = code === '23505' && constraint !== undefined ? refusalOfConstraint[constraint] : undefined
  return meaning && new Refusal(meaning[0], { state: meaning[1] })
}
