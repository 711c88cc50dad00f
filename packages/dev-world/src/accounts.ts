import type { Role } from '@bestie/contracts/auth'
import { issueToken } from '@bestie/server/auth/tokens'
import { openDatabase } from '@bestie/server/db/client'
import type pg from 'pg'

/** A person who can sign in, with their token. */
export interface Account {
  id: string
  token: string
}

const tables = { customer: ['customers', 'call_name'], mitra: ['mitras', 'display_name'] } as const

/** Opens an account directly in the database, for worlds whose server runs in separate processes. A mitra starts offline. */
export async function openAccount(pool: pg.Pool, role: Role, name: string): Promise<Account> {
  const query =
    role === 'customer' || role === 'mitra'
      ? { text: `insert into ${tables[role][0]} (${tables[role][1]}) values ($1) returning id`, values: [name] }
      : {
          text: 'insert into operators (email, role) values ($1, $2) returning id',
          values: [`${name.toLowerCase()}@bestie.test`, role],
        }
  const { rows } = await pool.query<{ id: string }>(query)
  const { id } = rows[0] as { id: string }
  return { id, token: await issueToken(openDatabase(pool), { id, role }) }
}
