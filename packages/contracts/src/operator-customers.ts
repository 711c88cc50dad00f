import { z } from 'zod'
import { chatRow } from './operator-chats'
import { paymentRow } from './operator-payments'
import { byTime, choiceOfTwo, reasonBody, searchText, tableQuery } from './operator-tables'
import { id, instant, language, rupiah, tableOf } from './values'

/** A customer as operators see them, with contact data masked, such as `+6281•••••001`. */
export const customerRow = z.object({
  id,
  call_name: z.string(),
  phone_masked: z.string().nullable(),
  email_masked: z.string().nullable(),
  credit_balance: rupiah,
  delivered_chats: z.int(),
  created_at: instant,
  blocked_at: instant.nullable(),
  /** When the customer was restricted: since then their data is kept and not otherwise used. */
  restricted_at: instant.nullable(),
  erased_at: instant.nullable(),
})
export type CustomerRow = z.infer<typeof customerRow>
export const customerTable = tableOf(customerRow)

/** Filters: the beginning of a name or id, or a whole phone or email (`q`). */
export const customersQuery = z.strictObject({
  ...tableQuery,
  q: searchText.optional(),
  is_blocked: choiceOfTwo.optional(),
  sort: byTime,
})

/** A customer with the newest 20 of their payments, sessions and ratings; the tables list them all by `customer_id`. */
export const customerProfile = customerRow.extend({
  language,
  free_trial_used: z.boolean(),
  /** Why the customer is blocked, and who blocked them. */
  block: z.object({ reason: z.string(), by: z.string().nullable(), at: instant }).nullable(),
  /** The version of the consent text that is in force for the customer, and when they agreed to it. */
  consent: z.object({ version: z.string(), given_at: instant }).nullable(),
  payments: z.array(paymentRow),
  sessions: z.array(chatRow),
  ratings: z.array(z.object({ chat_session_id: id, stars: z.int(), comment: z.string().nullable(), created_at: instant })),
})
export type CustomerProfile = z.infer<typeof customerProfile>

/** Contact data in clear, shown for a reason. */
export const customerContact = z.object({ phone: z.string().nullable(), email: z.string().nullable() })
export type CustomerContact = z.infer<typeof customerContact>

/** Why a customer is erased, and how much credit (rupiah) they agreed to lose: at least what is left of it. */
export const eraseCustomerBody = reasonBody.extend({ lapsing_credit: rupiah.optional() })

const rows = z.array(z.record(z.string(), z.unknown()))

/** Everything stored about a person, as they may demand it: each list holds rows as they are stored. */
export const customerExport = z.object({
  exported_at: instant,
  customer: z.record(z.string(), z.unknown()),
  consents: rows,
  sign_ins: rows,
  push_subscriptions: rows,
  payments: rows,
  chats: rows,
  extensions: rows,
  messages: rows,
  ratings: rows,
  failures: rows,
  repayments: rows,
  ledger: rows,
})
export type CustomerExport = z.infer<typeof customerExport>
