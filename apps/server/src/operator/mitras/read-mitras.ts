import { rowsPerTablePage } from '@bestie/contracts/limits'
import type { MitraProfile, MitraRow, mitrasQuery, mitraTable } from '@bestie/contracts/operator-mitras'
import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { Ctx } from '../../ctx'
import { utc } from '../../db/utc'
import { liveCustomersOf } from '../../presence/live-customers'
import { whoAnswers } from '../../presence/who-answers'
import { Refusal } from '../../refusal'
import { personFrom } from '../search-people'
import { allOf } from '../table-query'

type Query = z.output<typeof mitrasQuery>
type Row = Omit<MitraRow, 'suspended_at' | 'erased_at' | 'last_reached_at' | 'created_at' | 'connected' | 'max_customers'> & {
  suspended_at: Date | null
  erased_at: Date | null
  last_reached_at: Date
  created_at: Date
}

const liveCustomers = liveCustomersOf(sql`m.id`)
const chatsLately = sql`(
  select count(*)::integer from chat_sessions c where c.mitra_id = m.id and c.started_at >= now() - interval '30 days')`
const ratingAverage = sql`round(m.rating_sum::numeric / nullif(m.rating_count, 0), 2)::float8`

const columns = {
  display_name: sql`lower(m.display_name)`,
  live_customers: liveCustomers,
  rating_average: ratingAverage,
  chats_30_days: chatsLately,
  last_reached_at: sql`m.last_reached_at`,
  created_at: sql`m.created_at`,
}

function orderOf(sort: Query['sort']): RawBuilder<unknown> {
  const column = columns[sort.replace('-', '') as keyof typeof columns]
  return sort.startsWith('-') ? sql`${column} desc nulls last, m.id` : sql`${column} nulls last, m.id`
}

/** The mitra, 50 a page, each with their present state: online, connected and in chats are three separate facts. */
export async function listMitras(
  ctx: Ctx,
  { page, q, is_online, is_suspended, sort }: Query,
): Promise<z.infer<typeof mitraTable>> {
  const condition = allOf(
    // The beginning of any word: many are called "Bestie …". There are too few mitra to need an index for it.
    q && personFrom('m', q, (name) => sql`strpos(' ' || lower(m.display_name), ${` ${name}`}) > 0`),
    is_online === undefined ? undefined : sql`m.is_online = ${is_online}`,
    is_suspended === undefined ? undefined : is_suspended ? sql`m.suspended_at is not null` : sql`m.suspended_at is null`,
  )
  const [items, count] = await Promise.all([
    readMitraRows(ctx, condition, { sort, offset: (page - 1) * rowsPerTablePage }),
    sql<{ total: number }>`select count(*) as total from mitras m where ${condition}`.execute(ctx.db),
  ])
  return { items, page, total: count.rows[0]?.total ?? 0 }
}

/** One mitra's profile with their newest 50 ratings. Refuses `not_found`. */
export async function readMitraProfile(ctx: Ctx, mitraId: string): Promise<MitraProfile> {
  const [row] = await readMitraRows(ctx, sql`m.id = ${mitraId}`, {})
  if (row === undefined) throw new Refusal('not_found')
  const [more, spread, ratings] = await Promise.all([
    sql<Pick<MitraProfile, 'phone' | 'email' | 'suspension'>>`
      select m.phone, m.email, case when m.suspended_at is not null then (
        select json_build_object('reason', a.after ->> 'reason', 'by', o.email,
          'at', ${utc('m.suspended_at')})
        from audit_log a left join operators o on o.id = a.actor_id
        where a.subject = 'mitras/' || m.id and a.action in ('suspend_mitra', 'erase_mitra') order by a.created_at desc limit 1) end as suspension
      from mitras m where m.id = ${mitraId}
    `.execute(ctx.db),
    sql<{ stars: number; count: number }>`
      select r.stars, count(*) from chat_sessions c
      -- OFFSET 0: one look-up for each of the mitra's own chats, never a scan of everybody's ratings.
      cross join lateral (select r.stars from ratings r where r.chat_session_id = c.id offset 0) r
      where c.mitra_id = ${mitraId} group by r.stars
    `.execute(ctx.db),
    sql<{ chat_session_id: string; stars: number; comment: string | null; created_at: Date }>`
      select r.chat_session_id, r.stars, r.comment, r.created_at from chat_sessions c join ratings r on r.chat_session_id = c.id
      where c.mitra_id = ${mitraId} order by c.id desc limit 50
    `.execute(ctx.db),
  ])
  const given = new Map(spread.rows.map(({ stars, count }) => [stars, count]))
  return {
    ...row,
    ...(more.rows[0] as (typeof more.rows)[0]),
    rating_spread: [1, 2, 3, 4, 5].map((stars) => given.get(stars) ?? 0),
    ratings: ratings.rows.map((rating) => ({ ...rating, created_at: rating.created_at.toISOString() })),
  }
}

async function readMitraRows(
  ctx: Ctx,
  condition: RawBuilder<unknown>,
  { sort = 'display_name', offset = 0 }: { sort?: Query['sort']; offset?: number },
): Promise<MitraRow[]> {
  const { rows } = await sql<Row>`
    select m.id, m.display_name, m.is_online, m.suspended_at, m.erased_at, m.last_reached_at, m.created_at, m.rating_count,
      ${ratingAverage} as rating_average, ${liveCustomers} as live_customers, ${chatsLately} as chats_30_days
    from (
      select m.id, row_number() over (order by ${orderOf(sort)}) as place from mitras m where ${condition}
      order by ${orderOf(sort)} limit ${sql.lit(rowsPerTablePage)} offset ${offset}
    ) shown join mitras m on m.id = shown.id
    order by shown.place
  `.execute(ctx.db)
  const connected = await whoAnswers(
    ctx,
    rows.map((row) => row.id),
  )
  const max_customers = ctx.settings.whole('max_customers_per_mitra')
  return rows.map((row) => ({
    ...row,
    connected: connected.get(row.id) ?? null,
    max_customers,
    suspended_at: row.suspended_at?.toISOString() ?? null,
    erased_at: row.erased_at?.toISOString() ?? null,
    last_reached_at: row.last_reached_at.toISOString(),
    created_at: row.created_at.toISOString(),
  }))
}
