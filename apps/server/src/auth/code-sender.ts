import type { Kysely } from 'kysely'
import type { Database } from '../db/tables'

/** Takes a sign-in code to a person: SMS, WhatsApp, email. */
export interface CodeSender {
  /** Hands the code over for sending to a phone (E.164) or an email address. */
  send(message: { to: string; code: string; text: string }): Promise<void>
}

/** The embedded sender: what would be sent lies in the outbox for everyone to read. For demo and tests; refused in production. */
export function outboxSender(db: Kysely<Database>): CodeSender {
  return {
    async send({ to, code, text }) {
      await db.insertInto('dev_outbox').values({ destination: to, code, text }).execute()
    },
  }
}
