import type { CustomerChat, MitraChat } from '@bestie/contracts/chat'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/tables'
import { utc } from '../db/utc'
import { Refusal } from '../refusal'
import { wonBy } from './load-part'
import { type ChatRow, chatColumns, type EarlyEnd, forCustomer, forMitra } from './shape-chat'

const pageSize = 30

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
  shape: (row: ChatRow) => Item,
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

async function readRows(db: Kysely<Database>, condition: RawBuilder<unknown>, limit = 1000): Promise<ChatRow[]> {
  const { rows } = await sql<ChatRow>`
    select ${sql.join(chatColumns.map((column) => sql.ref(`c.${column}`)))}, customer.call_name, m.display_name, m.is_online,
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
