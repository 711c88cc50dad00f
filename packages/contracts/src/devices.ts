import { z } from 'zod'
import { id, instant, listOf } from './values'

/** One place that a customer or mitra is signed in at. */
export const device = z.object({
  id,
  /** What it said of itself at the sign-in; null where it said nothing. */
  user_agent: z.string().nullable(),
  signed_in_at: instant,
  /** Its last sign of life, within 10 minutes. */
  last_seen_at: instant,
  is_current: z.boolean(),
})
export type Device = z.infer<typeof device>

/** The latest first. */
export const devices = listOf(device)
export type Devices = z.infer<typeof devices>
