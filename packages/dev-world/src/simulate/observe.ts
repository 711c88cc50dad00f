import type pg from 'pg'

/** The names of this history's things, by their ids. Things that the server makes are named when they are first seen. */
export interface Names {
  ids: Map<string, string>
  names: Map<string, string>
}

/** Calls this row by this name from now on. */
export function nameIt(names: Names, id: string, name: string): void {
  names.names.set(id, name)
  names.ids.set(name, id)
}

const everything = `
  with payment as materialized (select * from payment_sessions where customer_id = any($1)),
    chat as materialized (select * from chat_sessions where customer_id = any($1))
  select
    (select json_agg(json_build_array(id, credit_balance)) from customers where id = any($1)) as customers,
    (select json_agg(json_build_array(id, is_online)) from mitras where id = any($2)) as mitras,
    (select json_agg(json_build_object('id', p.id, 'status', p.status, 'amount', p.amount, 'credit', p.credit_amount, 'charged', p.charged_amount,
      'open', p.open_request_id, 'gateway', g.status, 'asked', g.amount,
      'given', (select coalesce(sum(r.amount), 0) from mock_gateway.refunds r where r.reference = p.id)))
      from payment p left join mock_gateway.charges g on g.reference = p.id) as payments,
    (select json_agg(json_build_object('id', c.id, 'payment', c.payment_session_id, 'status', c.status, 'by', c.ended_by, 'mitra', c.mitra_id,
      'messages', c.last_seq, 'extension', c.pending_extension_id, 'customer_bye', c.customer_goodbye_seq, 'mitra_bye', c.mitra_goodbye_seq,
      'cards', (select json_agg(json_build_array(n.mitra_id, n.status)) from chat_request_notifications n where n.chat_session_id = c.id)) order by c.created_at, c.id)
      from chat c) as chats,
    (select json_agg(json_build_object('id', e.id, 'payment', e.payment_session_id, 'status', e.status))
      from extensions e where e.chat_session_id in (select id from chat)) as extensions,
    (select json_agg(json_build_object('id', id, 'payment', payment_session_id, 'cause', cause_tag, 'amount', amount, 'action', operator_action) order by created_at, id)
      from pairing_failures where customer_id = any($1)) as failures,
    (select json_agg(json_build_object('id', id, 'failure', pairing_failure_id, 'kind', kind, 'status', status, 'gateway', gateway_amount, 'credit', credit_amount) order by created_at, id)
      from repayments where payment_session_id in (select id from payment)) as repayments`

// biome-ignore lint/suspicious/noExplicitAny: rows of our own query, built as JSON just above
type Rows = any[] | null

/** What the database says about this history, in the words of the model. */
export async function observe(pool: pg.Pool, names: Names, customers: string[], mitras: string[]): Promise<string[]> {
  const { rows } = await pool.query(everything, [customers, mitras])
  const found = rows[0] as Record<'customers' | 'mitras' | 'payments' | 'chats' | 'extensions' | 'failures' | 'repayments', Rows>
  const name = (id: string | null) => (id === null ? null : (names.names.get(id) ?? id))
  const counts = new Map<string, number>()
  const nth = (of: string) => {
    const count = counts.get(of) ?? 0
    counts.set(of, count + 1)
    return count
  }
  for (const row of found.chats ?? []) nameIt(names, row.id, `${name(row.payment)}#${nth(`chat ${row.payment}`)}`)
  for (const row of found.extensions ?? []) {
    names.names.set(row.id, name(row.payment) as string)
    names.ids.set(`extension ${name(row.payment)}`, row.id)
  }
  for (const row of found.failures ?? [])
    nameIt(names, row.id, `${name(row.payment)}!${row.cause}${nth(`${row.payment}${row.cause}`)}`)
  for (const row of found.repayments ?? []) nameIt(names, row.id, `repayment ${nth('repayment')}`)

  const lines: string[] = []
  for (const [id, credit] of found.customers ?? []) lines.push(`${name(id)} has credit ${credit}`)
  for (const [id, online] of found.mitras ?? []) lines.push(`${name(id)} is ${online ? 'online' : 'offline'}`)
  for (const row of found.payments ?? []) {
    lines.push(
      `${name(row.id)} ${row.status} of ${row.amount}, credit ${row.credit}, charged ${row.charged}, for ${name(row.open)}`,
      `${name(row.id)} at the gateway: ${row.gateway === null ? 'nothing' : `${row.gateway} ${row.asked}, given back ${row.given}`}`,
    )
  }
  for (const row of found.chats ?? []) {
    const cards = (row.cards ?? []).map(([mitra, card]: [string, string]) => `${name(mitra)} ${card}`).sort()
    const goodbyes = ['customer', 'mitra'].filter((role) => row[`${role}_bye`] !== null)
    lines.push(
      `${name(row.id)} ${row.status} ended by ${row.by} with ${name(row.mitra)}, ${row.messages} messages, goodbyes ${goodbyes}, extension ${name(row.extension)}, cards ${cards}`,
    )
  }
  for (const row of found.extensions ?? []) lines.push(`${name(row.id)} asks for more time: ${row.status}`)
  for (const row of found.failures ?? []) lines.push(`${name(row.id)} of ${row.amount}: ${row.action}`)
  for (const row of found.repayments ?? [])
    lines.push(`${name(row.failure)} ${row.kind}: ${row.status}, gateway ${row.gateway}, credit ${row.credit}`)
  return lines.sort()
}
