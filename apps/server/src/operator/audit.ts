import type { Role } from '@bestie/contracts/auth'
import type { AuditAction } from '@bestie/contracts/operator-audit'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables'

/** Who acts in the control center, and from which address. */
export interface Actor {
  /** Null for the command line, and for a sign-in that matches no account. */
  id: string | null
  role: Role
  address: string
}

/** An operator who is signed in. */
export interface Operator extends Actor {
  id: string
}

/** What was done to whom: a subject as table and key (`customers/<id>`), and its values before and after. */
interface Line {
  action: AuditAction
  subject: string
  before?: unknown
  after?: unknown
}

/** Writes a line of the audit log, in the transaction that makes the change. */
export async function audit(db: Kysely<Database>, actor: Actor, { action, subject, before, after }: Line): Promise<void> {
  await sql`
    insert into audit_log (actor_id, actor_role, address, action, subject, before, after, created_at)
    values (${actor.id}, ${actor.role}, ${actor.address}, ${action}, ${subject}, ${json(before)}::jsonb, ${json(after)}::jsonb, clock_timestamp())
  `.execute(db)
}

const json = (value: unknown): string | null => (value === undefined || value === null ? null : JSON.stringify(value))
