import { email, phone } from '@bestie/contracts/auth'
import { type RawBuilder, sql } from 'kysely'
import { beginsWith, idFrom } from './table-query'

/** Matches what an operator typed: the whole phone or email, never part of them, or the beginning of an id or a name. */
export function personFrom(table: string, nameColumn: string, typed: string): RawBuilder<boolean> {
  const address = email.safeParse(typed)
  if (address.success) return sql<boolean>`${sql.ref(`${table}.email`)} = ${address.data}`
  const number = /^[\d+]/.test(typed) ? phone.safeParse(typed) : undefined
  if (number?.success) return sql<boolean>`${sql.ref(`${table}.phone`)} = ${number.data}`
  const name = sql`lower(${sql.ref(`${table}.${nameColumn}`)})`
  return sql<boolean>`(${idFrom(sql.ref(`${table}.id`), typed)} or ${beginsWith(name, typed.toLowerCase())})`
}
