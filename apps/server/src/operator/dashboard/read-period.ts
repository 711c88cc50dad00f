import type { PeriodFigures } from '@bestie/contracts/operator-dashboard'
import type { CauseTag } from '@bestie/contracts/states'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/tables'
import { madeOn } from '../table-query'

interface Days {
  from: string
  to: string
}
type Day = PeriodFigures['days'][number]

const dayOf = (column: string) => sql.raw(`(${column} at time zone 'Asia/Jakarta')::date`)
/** The day as text: formatted after grouping, when only few rows are left. */
const asText = sql.raw("to_char(day, 'YYYY-MM-DD') as day")

/** The figures of whole days of Asia/Jakarta: each query reads one index of a history table, and only these days of it. */
export async function readPeriod(db: Kysely<Database>, { from, to }: Days): Promise<PeriodFigures> {
  const [opened, completed, time_to_match, failed, booked] = await Promise.all([
    readOpened(db, { from, to }),
    readCompleted(db, { from, to }),
    readTimeToMatch(db, { from, to }),
    readFailures(db, { from, to }),
    readBooked(db, { from, to }),
  ])
  const days = eachDay(from, to).map(
    (day): Day => ({
      ...(opened.get(day) ?? { opened: 0, paid: 0, matched: 0 }),
      completed: completed.get(day) ?? 0,
      day,
      failed: failed.filter((row) => row.day === day).reduce((sum, row) => sum + row.count, 0),
      charged: booked.get(day)?.charged ?? 0,
      given_back: (booked.get(day)?.refunded ?? 0) + (booked.get(day)?.credited ?? 0),
    }),
  )
  const total = (figure: 'opened' | 'paid' | 'matched' | 'completed' | 'charged') =>
    days.reduce((sum, day) => sum + day[figure], 0)
  const causes = new Map<CauseTag, number>()
  for (const { cause_tag, count } of failed) causes.set(cause_tag, (causes.get(cause_tag) ?? 0) + count)
  const givenBack = (figure: 'refunded' | 'credited') => [...booked.values()].reduce((sum, day) => sum + day[figure], 0)
  return {
    from,
    to,
    funnel: { opened: total('opened'), paid: total('paid'), matched: total('matched'), completed: total('completed') },
    time_to_match,
    failures: [...causes].map(([cause_tag, count]) => ({ cause_tag, count })).sort((a, b) => b.count - a.count),
    revenue: { charged: total('charged'), refunded: givenBack('refunded'), credited: givenBack('credited') },
    days,
  }
}

function eachDay(from: string, to: string): string[] {
  const days: string[] = []
  for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000) days.push(new Date(at).toISOString().slice(0, 10))
  return days
}

interface Opened {
  opened: number
  paid: number
  matched: number
}

/** Payments by the day they were opened, and how far each came. */
async function readOpened(db: Kysely<Database>, { from, to }: Days): Promise<Map<string, Opened>> {
  const { rows } = await sql<Opened & { day: string }>`
    select ${asText}, opened, paid, matched from (
      select ${dayOf('p.created_at')} as day, count(*) as opened, count(p.confirmed_at) as paid, count(p.consumed_at) as matched
      from payment_sessions p where not p.is_extension and ${madeOn(sql`p.created_at`, from, to)} group by 1) days
  `.execute(db)
  return new Map(rows.map(({ day, ...figures }) => [day, figures]))
}

/** Completed chats, by the day of their request. */
async function readCompleted(db: Kysely<Database>, { from, to }: Days): Promise<Map<string, number>> {
  const { rows } = await sql<{ day: string; completed: number }>`
    select ${asText}, completed from (
      select ${dayOf('c.created_at')} as day, count(*) as completed
      from chat_sessions c where c.status = 'completed' and ${madeOn(sql`c.created_at`, from, to)} group by 1) days
  `.execute(db)
  return new Map(rows.map(({ day, completed }) => [day, completed]))
}

async function readTimeToMatch(db: Kysely<Database>, { from, to }: Days): Promise<PeriodFigures['time_to_match']> {
  const { rows } = await sql<{ count: number; quantiles: (number | null)[] | null }>`
    select count(*) as count, percentile_cont(array[0.5, 0.95]) within group (order by extract(epoch from c.started_at - c.created_at)::float8) as quantiles
    from chat_sessions c where c.started_at is not null and ${madeOn(sql`c.created_at`, from, to)}
  `.execute(db)
  const { count, quantiles } = rows[0] as (typeof rows)[0]
  const rounded = (seconds: number | null | undefined) => (seconds == null ? null : Math.round(seconds * 10) / 10)
  return { count, p50_seconds: rounded(quantiles?.[0]), p95_seconds: rounded(quantiles?.[1]) }
}

async function readFailures(
  db: Kysely<Database>,
  { from, to }: Days,
): Promise<{ day: string; cause_tag: CauseTag; count: number }[]> {
  const { rows } = await sql<{ day: string; cause_tag: CauseTag; count: number }>`
    select ${asText}, cause_tag, count from (
      select ${dayOf('f.created_at')} as day, f.cause_tag, count(*) as count
      from pairing_failures f where ${madeOn(sql`f.created_at`, from, to)} group by 1, 2) days
  `.execute(db)
  return rows
}

interface Booked {
  charged: number
  refunded: number
  credited: number
}

/** Amounts charged, refunded and credited, by the day of booking; a reversal counts against its own day. */
async function readBooked(db: Kysely<Database>, { from, to }: Days): Promise<Map<string, Booked>> {
  const { rows } = await sql<Booked & { day: string }>`
    select ${asText}, charged, refunded, credited from (
      select ${dayOf('l.created_at')} as day,
        coalesce(-sum(l.amount) filter (where l.kind = 'charge'), 0)::bigint as charged,
        coalesce(sum(l.amount) filter (where l.kind = 'refund'), 0)::bigint as refunded,
        coalesce(sum(l.amount) filter (where l.kind = 'credit'), 0)::bigint as credited
      from ledger_entries l where l.account = 'sales' and ${madeOn(sql`l.created_at`, from, to)} group by 1) days
  `.execute(db)
  return new Map(rows.map(({ day, ...booked }) => [day, booked]))
}
