import { email, phone } from '@bestie/contracts/auth'
import { type RawBuilder, sql } from 'kysely'
import { idFrom } from './table-query'

/** Matches what an operator typed: a whole phone or email, never a part; else the beginning of an id, or a name, by `isNamed`. */
export function personFrom(table: string, typed: string, isNamed: (typed: string) => RawBuilder<boolean>): RawBuilder<boolean> {
  const address = email.safeParse(typed)
  if (address.success) return sql<boolean>`${sql.ref(`${table}.email`)} = ${address.data}`
  const number = /^[\d+]/.test(typed) ? phone.safeParse(typed) : undefined
  if (number?.success) return sql<boolean>`${sql.ref(`${table}.phone`)} = ${number.data}`
  return sql<boolean>`(${idFrom(sql.ref(`${table}.id`), typed)} or ${isNamed(typed.toLowerCase())})`
}
