import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables'

/** Takes a sign-in code to a person: SMS, WhatsApp, email. */
export interface CodeSender {
  /**
   * Hands the code over for sending to a phone (E.164) or an email address, without waiting for it to arrive. What is not wanted goes the
   * same way and is thrown away at its end: how long it takes must not tell who has an account.
   */
  send(message: { to: string; code: string; text: string; isWanted: boolean }): Promise<void>
}

/** The embedded sender: what would be sent lies in the outbox for everyone to read. For demo and tests; refused in production. */
export function outboxSender(db: Kysely<Database>): CodeSender {
  return {
    async send({ to, code, text, isWanted }) {
      await sql`insert into dev_outbox (destination, code, text) select ${to}, ${code}, ${text} where ${isWanted}`.execute(db)
    },
  }
}
