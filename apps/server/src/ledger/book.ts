import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Database } from '../db/tables'
import type { Tx } from '../db/transact'

type Entry = Database['ledger_entries']

/** What one booking moves; the amounts (rupiah) must sum to zero, and those of 0 are left out. */
export interface Booking {
  kind: Entry['kind']
  payment_session_id: string
  customer_id: string
  moves: { account: Entry['account']; amount: number }[]
}

/** Writes the entries of any number of bookings in one statement. The database refuses a booking that does not balance. */
export async function book(tx: Tx, bookings: Booking[]): Promise<void> {
  const entries = bookings.flatMap(({ kind, payment_session_id, customer_id, moves }) => {
    const transaction_id = uuidv7()
    return moves
      .filter((move) => move.amount !== 0)
      .map((move) => ({ transaction_id, kind, payment_session_id, customer_id, ...move }))
  })
  if (entries.length === 0) return
  await sql`
    insert into ledger_entries (transaction_id, kind, account, amount, payment_session_id, customer_id)
    select transaction_id, kind, account, amount, payment_session_id, customer_id
    from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb)
      as entry (transaction_id uuid, kind text, account text, amount integer, payment_session_id uuid, customer_id uuid)
  `.execute(tx.db)
}
