import { z } from 'zod'
import { id, instant, rupiah } from './values'

export const extensionStatus = z.enum(['pending', 'approved', 'auto_approved', 'rejected', 'auto_rejected', 'safeguard_tripped'])
export type ExtensionStatus = z.infer<typeof extensionStatus>

/**
 * More time in a chat: `amount` in rupiah, `duration_minutes` in minutes;
 * `timeout_seconds` is the mitra's window to decide, in seconds.
 */
export const extension = z.object({
  extension_id: id,
  chat_session_id: id,
  status: extensionStatus,
  duration_minutes: z.int(),
  amount: rupiah,
  timeout_seconds: z.int(),
  deadline_at: instant,
  ends_at: instant.nullable(),
})
export type Extension = z.infer<typeof extension>
