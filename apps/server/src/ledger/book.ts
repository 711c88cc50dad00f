import { type RawBuilder, sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Database } from '../db/tables'

type Stored = Database['ledger_entries']

/** The moves of one booking; amounts (rupiah) must sum to zero, and those of 0 are left out. */
export interface Booking {
  kind: Stored['kind']
  payment_session_id: string | null
  customer_id: string
  moves: { account: Stored['account']; amount: number }[]
}

/** One line of the ledger. */
export type Entry = Omit<Booking, 'moves'> & Booking['moves'][number] & { transaction_id: string }

/** The entries of these bookings. */
export function entriesOf(bookings: Booking[]): Entry[] {
  return bookings.flatMap(({ kind, payment_session_id, customer_id, moves }) => {
    const transaction_id = uuidv7()
    return moves
      .filter((move) => move.amount !== 0)
      .map((move) => ({ transaction_id, kind, payment_session_id, customer_id, ...move }))
  })
}

/** Writes entries. Pass all entries of a booking together: the database refuses a statement that does not balance. */
export function insertEntries(entries: Entry[]): RawBuilder<unknown> {
  return sql`
    insert into ledger_entries (transaction_id, kind, account, amount, payment_session_id, customer_id)
    select transaction_id, kind, account, amount, payment_session_id, customer_id
    from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb)
      as entry (transaction_id uuid, kind text, account text, amount integer, payment_session_id uuid, customer_id uuid)
  `
}
