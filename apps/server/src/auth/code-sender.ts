import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables'

/** Delivers a sign-in code to a person: SMS, WhatsApp, email. */
export interface CodeSender {
  /**
   * Hands the code over for a phone (E.164) or an email address, without waiting for delivery. An unwanted
   * one takes the same path and is dropped at its end, so that timing does not reveal who has an account.
   */
  send(message: { to: string; code: string; text: string; isWanted: boolean }): Promise<void>
}

/** The embedded sender: writes to the outbox, which everyone can read. For demo and tests; refused in production. */
export function outboxSender(db: Kysely<Database>): CodeSender {
  return {
    async send({ to, code, text, isWanted }) {
      await sql`insert into dev_outbox (destination, code, text) select ${to}, ${code}, ${text} where ${isWanted}`.execute(db)
    },
  }
}
