import { rowsPerTablePage } from '@bestie/contracts/limits'
import type { ChatLife, ChatRow, chatsQuery, chatTable } from '@bestie/contracts/operator-chats'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { Database } from '../../db/tables'
import { Refusal } from '../../refusal'
import { allOf, byCreation, madeOn } from '../table-query'
import { auditEvents } from '../timeline/audit-events'
import { chatEvents } from '../timeline/chat-events'
import { extensionEvents } from '../timeline/extension-events'
import { failureEvents } from '../timeline/failure-events'
import { inOrder } from '../timeline/in-order'

type Times = 'created_at' | 'deadline_at' | 'started_at' | 'ends_at' | 'ended_at'
type Row = Omit<ChatRow, Times> &
  Record<'created_at' | 'deadline_at', Date> &
  Record<'started_at' | 'ends_at' | 'ended_at' | 'goodbye_deadline_at', Date | null>

/** Requests and chats, live and past, 50 a page. */
export async function listChats(
  db: Kysely<Database>,
  { page, sort, statuses, mitra_id, customer_id, request_type, topic_sensitivity, from, to }: z.output<typeof chatsQuery>,
): Promise<z.infer<typeof chatTable>> {
  const condition = allOf(
    madeOn(sql`c.created_at`, from, to),
    statuses && sql`c.status = any(${statuses}::text[])`,
    mitra_id && sql`c.mitra_id = ${mitra_id}`,
    customer_id && sql`c.customer_id = ${customer_id}`,
    request_type && sql`c.request_type = ${request_type}`,
    topic_sensitivity && sql`c.topic_sensitivity = ${topic_sensitivity}`,
  )
  const [rows, count] = await Promise.all([
    readRows(db, condition, { offset: (page - 1) * rowsPerTablePage, sort }),
    sql<{ total: number }>`select count(*) as total from chat_sessions c where ${condition}`.execute(db),
  ])
  return { items: rows.map(shown), page, total: count.rows[0]?.total ?? 0 }
}

/** The newest requests and chats that match `condition` (on `c`). */
export async function readChatRows(db: Kysely<Database>, condition: RawBuilder<unknown>, limit: number): Promise<ChatRow[]> {
  return (await readRows(db, condition, { limit })).map(shown)
}

/** One chat with its events in order: how much was written, never what. Refuses `not_found`. */
export async function readChatLife(db: Kysely<Database>, chatId: string): Promise<ChatLife> {
  const [row] = await readRows(db, sql`c.id = ${chatId}`, {})
  if (row === undefined) throw new Refusal('not_found')
  const [written, ...events] = await Promise.all([
    sql<{ customer: number; mitra: number }>`
      select count(*) filter (where sender_role = 'customer') as customer, count(*) filter (where sender_role = 'mitra') as mitra
      from messages where chat_session_id = ${chatId}
    `.execute(db),
    chatEvents(db, sql`c.id = ${chatId}`),
    extensionEvents(db, sql`e.chat_session_id = ${chatId}`),
    failureEvents(db, sql`f.chat_session_id = ${chatId}`),
    auditEvents(db, [`chat_sessions/${chatId}`]),
  ])
  return {
    ...shown(row),
    goodbye_deadline_at: row.goodbye_deadline_at?.toISOString() ?? null,
    messages: written.rows[0] ?? { customer: 0, mitra: 0 },
    timeline: inOrder(events.flat()),
  }
}

async function readRows(
  db: Kysely<Database>,
  condition: RawBuilder<unknown>,
  { offset, sort, limit }: { offset?: number; sort?: 'created_at' | '-created_at'; limit?: number },
): Promise<Row[]> {
  const order = byCreation('c', sort ?? '-created_at')
  const { rows } = await sql<Row>`
    select c.id as chat_session_id, c.payment_session_id, c.customer_id, c.mitra_id,
      json_build_object('id', u.id, 'call_name', u.call_name) as customer,
      case when m.id is not null then json_build_object('id', m.id, 'display_name', m.display_name) end as mitra,
      c.request_type, c.topic_sensitivity, c.status, c.duration_minutes, c.created_at, c.deadline_at, c.started_at, c.ends_at,
      c.ended_at, c.ended_by, c.last_seq as message_count, r.stars as rating, c.goodbye_deadline_at
    from (
      select c.id from chat_sessions c where ${condition} order by ${order} limit ${sql.lit(limit ?? rowsPerTablePage)} offset ${offset ?? 0}
    ) shown
    join chat_sessions c on c.id = shown.id
    join customers u on u.id = c.customer_id
    left join mitras m on m.id = c.mitra_id
    left join ratings r on r.chat_session_id = c.id
    order by ${order}
  `.execute(db)
  return rows
}

function shown({ goodbye_deadline_at: _, ...row }: Row): ChatRow {
  return {
    ...row,
    created_at: row.created_at.toISOString(),
    deadline_at: row.deadline_at.toISOString(),
    started_at: row.started_at?.toISOString() ?? null,
    ends_at: row.ends_at?.toISOString() ?? null,
    ended_at: row.ended_at?.toISOString() ?? null,
  }
}
