import { z } from 'zod'
import { byTime, searchText, tableQuery } from './operator-tables'
import { id, instant, tableOf } from './values'

/** Every action that leaves a line in the audit log. */
export const auditAction = z.enum([
  'sign_in',
  'sign_in_failed',
  'proof_failed',
  'sign_out',
  'revoke_session',
  'change_password',
  'set_up_totp',
  'remove_totp',
  'require_totp',
  'reset_totp',
  'reset_password',
  'create_operator',
  'change_role',
  'disable_operator',
  'enable_operator',
  'change_setting',
  'decide_failed_pairing',
  'reopen_failed_pairing',
  'refund_failed',
  'export_failed_pairings',
  'read_conversation',
  'end_chat',
  'create_mitra',
  'rename_mitra',
  'suspend_mitra',
  'unsuspend_mitra',
  'erase_mitra',
  'reveal_contact',
  'block_customer',
  'unblock_customer',
  'restrict_customer',
  'unrestrict_customer',
  'export_customer',
  'erase_customer',
])
export type AuditAction = z.infer<typeof auditAction>

/**
 * Who did what to whom, from where, with the state before and after.
 * `actor` is null for the system, the command line, and a sign-in that matches no account.
 */
export const auditLine = z.object({
  id,
  created_at: instant,
  actor: z.object({ id, email: z.string().nullable() }).nullable(),
  actor_role: z.string(),
  action: auditAction,
  /** A table and a key: `customers/<id>`, `app_config/<key>`. */
  subject: z.string(),
  /** Who the subject is, if it is an operator. */
  subject_email: z.string().nullable(),
  /** The payment of the failure that the subject is. */
  payment_session_id: id.nullable(),
  address: z.string().nullable(),
  before: z.unknown(),
  after: z.unknown(),
})
export type AuditLine = z.infer<typeof auditLine>
export const auditTable = tableOf(auditLine)

/** Filters: actor (email or id), action, subject (whole, or its beginning), and days. */
export const auditQuery = z.strictObject({
  ...tableQuery,
  actor: searchText.optional(),
  action: auditAction.optional(),
  subject: searchText.optional(),
  sort: byTime,
})
