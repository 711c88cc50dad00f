import { randomBytes } from 'node:crypto'
import type { Role } from '@bestie/contracts/auth'
import { hashOfToken } from '@bestie/server/auth/tokens'
import type pg from 'pg'

/** A person who can sign in, with their token. */
export interface Account {
  id: string
  token: string
  role: Role
  name: string
  /** The phone number; an operator's email address. */
  contact: string
}

let opened = 0

/** Opens an account directly in the database. A mitra starts offline. */
export async function openAccount(pool: pg.Pool, role: Role, name: string): Promise<Account> {
  const [account] = await openAccounts(pool, role, [name])
  return account as Account
}

/** The same for many people of one role, in two statements however many they are. With `online`, mitra start online. */
export async function openAccounts(
  pool: pg.Pool,
  role: Role,
  names: string[],
  { online = false }: { online?: boolean } = {},
): Promise<Account[]> {
  const people = names.map((name) => {
    opened += 1
    return { role, name, contact: contactOf(role, name, opened), token: randomBytes(32).toString('base64url') }
  })
  // The rows come back in the order in which they are inserted.
  const { rows } = await pool.query<{ id: string }>(
    `insert into ${intoTable(role, online)} from unnest($1::text[], $2::text[]) as person (contact, name) returning id`,
    [people.map(({ contact }) => contact), names],
  )
  const ids = rows.map(({ id }) => id)
  await pool.query(
    `insert into access_tokens (token_hash, user_id, role, expires_at)
      select hash, id, $3, clock_timestamp() + interval '90 days' from unnest($1::bytea[], $2::uuid[]) as given (hash, id)`,
    [people.map(({ token }) => hashOfToken(token)), ids, role],
  )
  return people.map((person, number) => ({ id: ids[number] as string, ...person }))
}

/** As many different names: this one, numbered from 1. */
export const numbered = (name: string, count: number): string[] => Array.from({ length: count }, (_, n) => `${name} ${n + 1}`)

function intoTable(role: Role, online: boolean): string {
  if (role === 'customer') return 'customers (phone, call_name) select contact, name'
  if (role === 'mitra') return `mitras (phone, display_name, is_online) select contact, name, ${online}`
  return `operators (email, role) select contact, '${role}'`
}

/** A contact that nobody else in this process or in the demo world has. */
function contactOf(role: Role, name: string, number: number): string {
  if (role === 'customer') return `+62811${70_000_000 + number}`
  if (role === 'mitra') return `+62812${70_000_000 + number}`
  return `${name.toLowerCase()}${number}@bestie.test`
}
