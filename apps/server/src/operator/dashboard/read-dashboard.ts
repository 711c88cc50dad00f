import type { Dashboard } from '@bestie/contracts/operator-dashboard'
import { firstDay } from '@bestie/contracts/values'
import { sql } from 'kysely'
import type { Ctx } from '../../ctx'
import { liveCustomersOf } from '../../presence/live-customers'
import { whoAnswers } from '../../presence/who-answers'
import { Refusal } from '../../refusal'
import { readPeriod } from './read-period'

/** The longest period, in days: what the history tables can answer while somebody waits. */
const mostDays = 92
const dayInMs = 86_400_000

/**
 * The present state, the money owed now, and the period beside the equally long one before it. Refuses
 * `invalid_request` for a period that ends before it begins, has more than 92 days, or has no such period before it.
 */
export async function readDashboard(ctx: Ctx, { from, to }: { from: string; to: string }): Promise<Dashboard> {
  const days = (Date.parse(to) - Date.parse(from)) / dayInMs + 1
  if (days < 1 || days > mostDays) {
    throw new Refusal('invalid_request', { fields: [{ path: '/to', message: `1 to ${mostDays} days` }] })
  }
  const daysEarlier = (day: string, count: number) => new Date(Date.parse(day) - count * dayInMs).toISOString().slice(0, 10)
  const earlier = { from: daysEarlier(from, days), to: daysEarlier(from, 1) }
  if (earlier.from < firstDay) throw new Refusal('invalid_request', { fields: [{ path: '/from', message: 'too long ago' }] })
  const [live, outstanding, period, before] = await Promise.all([
    readLive(ctx),
    readOutstanding(ctx),
    readPeriod(ctx.db, { from, to }),
    readPeriod(ctx.db, earlier),
  ])
  return { at: new Date().toISOString(), live, outstanding, period, before }
}

async function readLive(ctx: Ctx): Promise<Dashboard['live']> {
  const capacity = ctx.settings.whole('max_customers_per_mitra')
  const [chats, mitras] = await Promise.all([
    sql<{ searching: number; active: number; closing: number }>`
      select (select count(*) from chat_sessions where status = 'searching') as searching,
        (select count(*) from chat_sessions where status = 'active') as active,
        (select count(*) from chat_sessions where status = 'closing') as closing
    `.execute(ctx.db),
    sql<{ id: string; at_capacity: boolean }>`
      select m.id, ${liveCustomersOf(sql`m.id`)} >= ${capacity}::integer as at_capacity
      from mitras m where m.is_online and m.suspended_at is null
    `.execute(ctx.db),
  ])
  const connected = await whoAnswers(
    ctx,
    mitras.rows.map((mitra) => mitra.id),
  )
  const isKnown = connected.size === mitras.rows.length
  return {
    ...(chats.rows[0] as (typeof chats.rows)[0]),
    mitras: {
      online: mitras.rows.length,
      connected: isKnown ? [...connected.values()].filter(Boolean).length : null,
      at_capacity: mitras.rows.filter((mitra) => mitra.at_capacity).length,
    },
  }
}

async function readOutstanding({ db }: Ctx): Promise<Dashboard['outstanding']> {
  const { rows } = await sql<{ open_failures: number; count: number; amount: number; credit_balance: number }>`
    select (select count(*) from pairing_failures where operator_action is null) as open_failures,
      count(*) as count, coalesce(sum(gateway_amount), 0)::bigint as amount,
      (select coalesce(sum(credit_balance), 0)::bigint from customers where credit_balance > 0) as credit_balance
    from repayments where status in ('requested', 'sent')
  `.execute(db)
  const { open_failures, credit_balance, count, amount } = rows[0] as (typeof rows)[0]
  return { open_failures, credit_balance, refunds: { count, amount } }
}
