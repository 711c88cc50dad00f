import { z } from 'zod'
import { id, instant, listOf } from './values'

/** One sign-in of a customer or mitra. */
export const device = z.object({
  id,
  /** The user agent that the device sent at sign-in; null if it sent none. */
  user_agent: z.string().nullable(),
  signed_in_at: instant,
  /** When the device was last active, to within 10 minutes. */
  last_seen_at: instant,
  is_current: z.boolean(),
})
export type Device = z.infer<typeof device>

/** The current sign-in first, then by `last_seen_at`, newest first. */
export const devices = listOf(device)
export type Devices = z.infer<typeof devices>
