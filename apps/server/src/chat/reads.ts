import type { CustomerChat, MitraChat, ReaderCursor, SenderRole } from '@bestie/contracts/chat'
import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely'
import type { ChatSessions, Database } from '../db/tables'
import { utc } from '../db/utc'
import { Refusal } from '../refusal'
import type { Settings } from '../settings'
import { wonBy } from './load-part'

/** The columns of a chat's row that both sides see. */
const columns = [
  'id',
  'request_type',
  'topic_sensitivity',
  'status',
  'duration_minutes',
  'window_seconds',
  'deadline_at',
  'started_at',
  'ends_at',
  'goodbye_deadline_at',
  'ended_at',
  'ended_by',
  'last_seq',
  'customer_goodbye_seq',
  'mitra_goodbye_seq',
  'pending_extension_id',
  'payment_session_id',
  'mitra_id',
] as const

type Row = Pick<Selectable<ChatSessions>, (typeof columns)[number]> & {
  call_name: string
  display_name: string | null
  is_online: boolean | null
  customer_cursor: ReaderCursor | null
  mitra_cursor: ReaderCursor | null
  extension: CustomerChat['pending_extension']
  rating: number | null
  gross_amount: number
}

/** The early-end flags: the apps need them before they offer the button. */
type EarlyEnd = Pick<Settings, 'flag'>

const pageSize = 30
/** The cursors of a person who has received nothing yet. */
export const nothingYet: ReaderCursor = { delivered_seq: 0, read_seq: 0 }

/** A customer's own request or chat. Refuses `not_found`, also for somebody else's. */
export async function readCustomerChat(
  db: Kysely<Database>,
  customerId: string,
  chatId: string,
  settings: EarlyEnd,
): Promise<CustomerChat> {
  const chat = await findCustomerChat(db, customerId, chatId, settings)
  if (chat === undefined) throw new Refusal('not_found')
  return chat
}

/** The same, or undefined if there is none. */
export async function findCustomerChat(
  db: Kysely<Database>,
  customerId: string,
  chatId: string,
  settings: EarlyEnd,
): Promise<CustomerChat | undefined> {
  const [row] = await readRows(db, sql`c.id = ${chatId} and c.customer_id = ${customerId}`)
  return row && forCustomer(row, settings)
}

/** A chat of this mitra. Refuses `not_found`, also for a request that they did not win. */
export async function readMitraChat(
  db: Kysely<Database>,
  mitraId: string,
  chatId: string,
  settings: EarlyEnd,
): Promise<MitraChat> {
  const [row] = await readRows(db, sql`c.id = ${chatId} and ${wonBy(mitraId)}`)
  if (row === undefined) throw new Refusal('not_found')
  return forMitra(row, settings)
}

/** Chats by id, as the mitra who won them sees them. The caller has checked that they did. */
export async function readMitraChats(
  db: Kysely<Database>,
  chatIds: string[],
  settings: EarlyEnd,
): Promise<Map<string, MitraChat>> {
  if (chatIds.length === 0) return new Map()
  const rows = await readRows(db, sql`c.id = any(${chatIds}::uuid[])`)
  return new Map(rows.map((row) => [row.id, forMitra(row, settings)]))
}

/** All of a customer's searching requests and live chats, newest first. */
export async function listCurrentForCustomer(
  db: Kysely<Database>,
  customerId: string,
  settings: EarlyEnd,
): Promise<CustomerChat[]> {
  const rows = await readRows(db, sql`c.customer_id = ${customerId} and c.status in ('searching', 'active', 'closing')`)
  return rows.map((row) => forCustomer(row, settings))
}

/** A mitra's live chats, newest first. */
export async function listCurrentForMitra(db: Kysely<Database>, mitraId: string, settings: EarlyEnd): Promise<MitraChat[]> {
  const rows = await readRows(db, sql`c.mitra_id = ${mitraId} and c.status in ('active', 'closing')`)
  return rows.map((row) => forMitra(row, settings))
}

interface Page<Item> {
  items: Item[]
  next_cursor: string | null
}

/** A customer's delivered chats, newest first, 30 a page. `cursor` is the last id of the page before. */
export async function listCustomerHistory(
  db: Kysely<Database>,
  customerId: string,
  cursor: string | undefined,
  settings: EarlyEnd,
): Promise<Page<CustomerChat>> {
  return await page(db, sql`c.customer_id = ${customerId}`, cursor, (row) => forCustomer(row, settings))
}

/** A mitra's chats, newest first, 30 a page. `cursor` is the last id of the page before. */
export async function listMitraHistory(
  db: Kysely<Database>,
  mitraId: string,
  cursor: string | undefined,
  settings: EarlyEnd,
): Promise<Page<MitraChat>> {
  return await page(db, sql`c.mitra_id = ${mitraId}`, cursor, (row) => forMitra(row, settings))
}

async function page<Item>(
  db: Kysely<Database>,
  whose: RawBuilder<unknown>,
  cursor: string | undefined,
  shape: (row: Row) => Item,
): Promise<Page<Item>> {
  const before = cursor ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'
  const rows = await readRows(
    db,
    sql`${whose} and c.status in ('active', 'closing', 'completed') and c.id < ${before}::uuid`,
    pageSize + 1,
  )
  const shown = rows.slice(0, pageSize)
  return { items: shown.map((row) => shape(row)), next_cursor: rows.length > pageSize ? (shown.at(-1)?.id ?? null) : null }
}

async function readRows(db: Kysely<Database>, condition: RawBuilder<unknown>, limit = 1000): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select ${sql.join(columns.map((column) => sql.ref(`c.${column}`)))}, customer.call_name, m.display_name, m.is_online,
      (select json_build_object('delivered_seq', k.delivered_seq, 'read_seq', k.read_seq)
        from chat_cursors k where k.chat_session_id = c.id and k.reader_role = 'customer') as customer_cursor,
      (select json_build_object('delivered_seq', k.delivered_seq, 'read_seq', k.read_seq)
        from chat_cursors k where k.chat_session_id = c.id and k.reader_role = 'mitra') as mitra_cursor,
      (select json_build_object('extension_id', e.id, 'duration_minutes', e.duration_minutes, 'amount', e.amount,
          'timeout_seconds', e.timeout_seconds, 'default_action', e.default_action, 'deadline_at', ${utc('e.deadline_at')})
        from extensions e where e.id = c.pending_extension_id) as extension,
      (select stars from ratings r where r.chat_session_id = c.id) as rating,
      coalesce(p.amount, 0) + coalesce((
        select sum(e.amount)::integer from extensions e where e.chat_session_id = c.id and e.status in ('approved', 'auto_approved')), 0) as gross_amount
    from chat_sessions c
    join customers customer on customer.id = c.customer_id
    left join mitras m on m.id = c.mitra_id
    left join payment_sessions p on p.id = c.payment_session_id
    where ${condition}
    order by c.id desc
    limit ${limit}
  `.execute(db)
  return rows
}

/** The fields of a chat to which nothing has happened yet. */
const untouched = {
  started_at: null,
  ends_at: null,
  goodbye_deadline_at: null,
  ended_at: null,
  ended_by: null,
  last_seq: 0,
  customer_goodbye_seq: null,
  mitra_goodbye_seq: null,
  pending_extension_id: null,
  payment_session_id: null,
  mitra_id: null,
  display_name: null,
  is_online: null,
  call_name: '',
  customer_cursor: null,
  mitra_cursor: null,
  extension: null,
  rating: null,
  gross_amount: 0,
}

type Request = Pick<Row, 'id' | 'request_type' | 'topic_sensitivity' | 'duration_minutes' | 'window_seconds' | 'deadline_at'>

/** A request as its customer sees it when the search has just begun. */
export function begunRequest(request: Request & { payment_session_id: string }, settings: EarlyEnd): CustomerChat {
  return forCustomer({ ...untouched, ...request, status: 'searching' }, settings)
}

/** A chat as its mitra sees it when they have just won it. */
export function startedChat(
  chat: Request & { started_at: Date; ends_at: Date } & Pick<Row, 'call_name' | 'gross_amount'>,
  settings: EarlyEnd,
): MitraChat {
  return forMitra({ ...untouched, ...chat, status: 'active' }, settings)
}

function inCommon(row: Row, side: SenderRole, endsEarly: boolean) {
  const cursors = { customer: row.customer_cursor ?? nothingYet, mitra: row.mitra_cursor ?? nothingYet }
  const saidGoodbye = side === 'customer' ? row.customer_goodbye_seq : row.mitra_goodbye_seq
  return {
    chat_session_id: row.id,
    request_type: row.request_type,
    topic_sensitivity: row.topic_sensitivity,
    status: row.status,
    duration_minutes: row.duration_minutes,
    deadline_at: row.deadline_at.toISOString(),
    started_at: row.started_at?.toISOString() ?? null,
    ends_at: row.ends_at?.toISOString() ?? null,
    goodbye_deadline_at: row.goodbye_deadline_at?.toISOString() ?? null,
    ended_at: row.ended_at?.toISOString() ?? null,
    ended_by: row.ended_by,
    last_seq: row.last_seq,
    mine: cursors[side],
    theirs: cursors[side === 'customer' ? 'mitra' : 'customer'],
    may_say_goodbye: row.status === 'closing' && saidGoodbye === null,
    may_end_early: row.status === 'active' && row.pending_extension_id === null && endsEarly,
    pending_extension: row.extension,
  }
}

function forCustomer(row: Row, settings: EarlyEnd): CustomerChat {
  return {
    ...inCommon(row, 'customer', settings.flag('early_end_customer_enabled')),
    payment_session_id: row.payment_session_id,
    mitra:
      row.mitra_id === null
        ? null
        : { id: row.mitra_id, display_name: row.display_name ?? '', is_online: row.is_online ?? false },
    ...(row.request_type === 'returning' ? { confirmation_timeout_seconds: row.window_seconds } : {}),
    rating: row.rating,
  }
}

function forMitra(row: Row, settings: EarlyEnd): MitraChat {
  return {
    ...inCommon(row, 'mitra', settings.flag('early_end_mitra_enabled')),
    call_name: row.call_name,
    gross_amount: row.gross_amount,
  }
}
