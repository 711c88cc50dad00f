import { type Kysely, sql } from 'kysely'
import { hashPassword } from './auth/passwords'
import type { Database } from './db/tables'

/** The people of the demo world, as the demo's sign-in pages offer them. */
export const demoPeople = [
  { name: 'Rani', role: 'customer', destination: '+6281100000001' },
  { name: 'Dimas', role: 'customer', destination: '+6281100000002' },
  { name: 'Bestie Sari', role: 'mitra', destination: '+6281200000001' },
  { name: 'Bestie Budi', role: 'mitra', destination: '+6281200000002' },
  { name: 'Bestie Tika', role: 'mitra', destination: '+6281200000003' },
  { name: 'Operator', role: 'operator', destination: 'operator@bestie.test' },
  { name: 'Supervisor', role: 'supervisor', destination: 'supervisor@bestie.test' },
  { name: 'Admin', role: 'admin', destination: 'admin@bestie.test' },
] as const

/** The demo operators' password, printed at startup. */
export const demoPassword = 'bestie-demo-2026'

/** Creates the demo world in an empty database, or completes it in one marked as a demo. Returns whether this is a demo. */
export async function seedDemoWorld(db: Kysely<Database>): Promise<boolean> {
  const { rows } = await sql<{ is_demo: boolean; is_empty: boolean }>`
    select exists (select from installation where key = 'demo') as is_demo,
      not exists (select from customers) and not exists (select from mitras) and not exists (select from operators) as is_empty
  `.execute(db)
  if (!rows[0]?.is_demo && !rows[0]?.is_empty) return false
  const missing = await whoIsMissing(db)
  if (missing.length === 0) return true
  const password_hash = await hashPassword(demoPassword)
  await db.transaction().execute(async (tx) => {
    await sql`insert into installation (key, value) values ('demo', 'true') on conflict do nothing`.execute(tx)
    for (const { name, role, destination } of missing) {
      if (role === 'customer') {
        await sql`insert into customers (phone, call_name) values (${destination}, ${name}) on conflict do nothing`.execute(tx)
      } else if (role === 'mitra') {
        await sql`insert into mitras (phone, display_name) values (${destination}, ${name}) on conflict do nothing`.execute(tx)
      } else {
        await sql`
          insert into operators (email, role, password_hash) values (${destination}, ${role}, ${password_hash}) on conflict do nothing
        `.execute(tx)
      }
    }
  })
  return true
}

/** Usually nobody is missing, and hashing a password takes 100 ms. */
async function whoIsMissing(db: Kysely<Database>) {
  const destinations = demoPeople.map(({ destination }) => destination as string)
  const { rows } = await sql<{ destination: string }>`
    select phone as destination from customers where phone = any(${destinations})
    union all select phone from mitras where phone = any(${destinations})
    union all select email from operators where email = any(${destinations})
  `.execute(db)
  const present = new Set(rows.map(({ destination }) => destination))
  return demoPeople.filter(({ destination }) => !present.has(destination))
}
